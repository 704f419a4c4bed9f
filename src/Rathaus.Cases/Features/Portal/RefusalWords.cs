using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Features.Portal;

/// <summary>Why something was not taken, in the visitor's language; what has no text of its own comes in German.</summary>
internal static class RefusalWords
{
    public static string Of(Texts texts, Refusal refusal)
    {
        var key = "cases.refusal." + refusal.Code;
        return texts.Has(key) ? texts[key] : refusal.Title;
    }

    /// <summary>Faults of fields: those with a stable code in the visitor's language; the others come in it already.</summary>
    public static IReadOnlyList<FieldFault> Of(Texts texts, IReadOnlyList<FieldFault> faults) =>
        [.. faults.Select(fault => texts.Has("cases.refusal." + fault.Code)
            ? fault with { Message = texts["cases.refusal." + fault.Code] }
            : fault)];
}
