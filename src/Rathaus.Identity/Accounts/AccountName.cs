using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Features;

/// <summary>Names people give to an account or a passkey: one line, letters and signs of DIN 91379 type B.</summary>
internal static class AccountName
{
    public const int Longest = 100;

    public const string Field = "name";

    public static Refusal? Check(string? name, int longest = Longest)
    {
        var trimmed = name?.Trim() ?? string.Empty;
        if (trimmed.Length == 0)
            return Fault("name.empty", "Geben Sie einen Namen ein.");
        if (trimmed.Length > longest)
            return Fault("name.long", $"Der Name ist zu lang. Er hat {trimmed.Length} Zeichen, möglich sind {longest}.");
        return Din91379.Parse(trimmed, LatinType.B).Succeeded
            ? null
            : Fault("name.characters", "Der Name enthält ein Zeichen, das wir nicht speichern können. Nehmen Sie Buchstaben und Ziffern.");
    }

    private static Refusal Fault(string code, string message) =>
        Refusal.Invalid(code, message, new FieldFault(Field, code, message));
}
