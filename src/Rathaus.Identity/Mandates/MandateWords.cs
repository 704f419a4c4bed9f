using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui.Parts;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Identity.Mandates;

/// <summary>Words of the pages about mandates and organisations.</summary>
internal static class MandateWords
{
    public static string Of(Texts texts, Refusal refusal) => OfCode(texts, refusal.Code);

    public static string? Fault(Texts texts, Refusal? refusal, string field) =>
        refusal?.Faults.FirstOrDefault(fault => fault.Path == field) is { } found ? OfCode(texts, found.Code) : null;

    public static IReadOnlyList<SummaryFault> Summary(Texts texts, Refusal? refusal, string target, params IReadOnlyList<FieldModel> fields)
    {
        if (refusal is null)
            return [];
        var faults = SummaryFault.Of(fields);
        return faults.Count > 0 ? faults : [new SummaryFault(Of(texts, refusal), target)];
    }

    public static string Kind(Texts texts, MandateKind kind) => texts["identity.mandates.kind." + kind.ToString().ToLowerInvariant()];

    public static string Role(Texts texts, OrganisationRole role) => texts["identity.mandates.role." + role.ToString().ToLowerInvariant()];

    public static string Standing(Texts texts, MandateStanding standing) => texts["identity.mandates.standing." + standing.ToString().ToLowerInvariant()];

    public static Tone Tone(MandateStanding standing) => standing switch
    {
        MandateStanding.Live => Kernel.Ui.Parts.Tone.Ok,
        MandateStanding.Asked or MandateStanding.Offered or MandateStanding.NotYet => Kernel.Ui.Parts.Tone.Warn,
        _ => Kernel.Ui.Parts.Tone.Neutral,
    };

    /// <summary>What it covers, in words.</summary>
    public static string Scope(Texts texts, IReadOnlyList<string> groups, IReadOnlyCollection<string>? services, IServiceScopes scopes) => services is null
        ? texts["identity.mandates.everything"]
        : string.Join(", ", groups.Select(id => scopes.Groups.FirstOrDefault(group => group.Id == id)?.NameIn(texts.Language) ?? id));

    public static string Term(Texts texts, MandateEntry entry) => entry.ValidUntil is { } until
        ? texts["identity.mandates.term", ("from", texts.LongDate(entry.ValidFrom)), ("until", texts.LongDate(until))]
        : texts["identity.mandates.since", ("from", texts.LongDate(entry.ValidFrom))];

    /// <summary>The question for the scope.</summary>
    public static FieldModel ScopeField(Texts texts, IServiceScopes scopes, IReadOnlyCollection<string> chosen, Refusal? refusal) => new()
    {
        Type = FieldType.MultipleChoice,
        Path = MandateScope.Field,
        Label = texts["identity.mandates.scope"],
        Hint = texts["identity.mandates.scope-hint"],
        Fault = Fault(texts, refusal, MandateScope.Field),
        Options =
        [
            new FieldOption(MandateScope.All, texts["identity.mandates.everything"], "", chosen.Contains(MandateScope.All)),
            .. scopes.Groups.Select(group => new FieldOption(group.Id, group.NameIn(texts.Language), "", chosen.Contains(group.Id))),
        ],
    };

    private static string OfCode(Texts texts, string code) => texts["identity.mandates.refusal." + code.Replace('.', '-')];
}
