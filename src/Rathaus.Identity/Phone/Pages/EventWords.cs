using Rathaus.Identity.Pages;
using Rathaus.Kernel.Languages;

namespace Rathaus.Identity.Phone.Pages;

/// <summary>Words for what identity.event names: the text <c>identity.event.ACTION</c>, which every action of an account has.</summary>
internal static class EventWords
{
    public static string Of(Texts texts, string action)
    {
        var key = "identity.event." + action;
        return texts.Has(key) ? texts[key] : texts["identity.event.other"];
    }

    public static string? Method(Texts texts, string? method) =>
        Enum.TryParse<SignInMethod>(method, out var known) && known != SignInMethod.None ? Words.Method(texts, known) : null;
}
