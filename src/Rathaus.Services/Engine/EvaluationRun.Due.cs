using Rathaus.Cel;

namespace Rathaus.Services.Engine;

/// <summary>What the answers call for besides the decision: confirmations of others, appointments, documents.</summary>
internal sealed partial class EvaluationRun
{
    /// <summary>More copies than this are a slip of the keyboard.</summary>
    private const int MaxCopies = 99;

    private List<DueSigner> Signers()
    {
        var due = new List<DueSigner>();
        foreach (var signer in Runtime.Package.Signers)
        {
            if (!Applies(signer.When))
                continue;
            var people = new List<SignerPerson>();
            People(signer.Who.Evaluate(Activation), people);
            if (people.Count == 0)
                continue;
            Cover($"signer {signer.Def.Id}");
            due.Add(new DueSigner(signer.Def.Id, Text(signer.Def.Label), Text(signer.Def.Why), signer.Def.Trust, people));
        }

        return due;
    }

    private List<DueAppointment> Appointments()
    {
        var due = new List<DueAppointment>();
        var rules = Service.Process.Appointments;
        for (var i = 0; i < rules.Count; i++)
        {
            var (rule, compiled) = (rules[i], Runtime.Package.Appointments[i]);
            if (!Applies(compiled.When))
                continue;
            Cover($"appointment {rule.Id}");
            due.Add(new DueAppointment(rule.Id, Text(compiled.Def.Label), Text(compiled.Def.Say), rule.Office, rule.Minutes, rule.At));
        }

        return due;
    }

    private List<DueIssue> Issues()
    {
        var due = new List<DueIssue>();
        foreach (var issue in Runtime.Package.Issues)
        {
            if (!Applies(issue.When))
                continue;
            var copies = issue.Copies?.Evaluate(Activation) is { Kind: CelKind.Int } number ? number.AsInt : 1;
            if (copies < 1)
                continue;
            Cover($"issue {issue.Def.Id}");
            due.Add(new DueIssue(issue.Def.Id, issue.Def.Document, (int)Math.Min(copies, MaxCopies)));
        }

        return due;
    }

    private bool Applies(CelProgram? when) => when is null || Holds(when);

    /// <summary>Takes persons out of lists and optional values; a person without both names is nobody.</summary>
    private static void People(in CelValue value, List<SignerPerson> into)
    {
        switch (value.Kind)
        {
            case CelKind.Optional when value.HasValue:
                People(value.OptionalValue, into);
                break;
            case CelKind.List:
                foreach (var item in value.AsList)
                    People(item, into);
                break;
            case CelKind.Map:
                var person = value.AsMap;
                if (Name(person, "family_name") is { } family && Name(person, "given_names") is { } given)
                    into.Add(new SignerPerson(family, given, Born(person)));
                break;
        }
    }

    private static string? Name(CelMap person, string field) =>
        Field(person, field) is { Kind: CelKind.String, AsString: { Length: > 0 } name } ? name : null;

    private static DateOnly? Born(CelMap person) => Field(person, "birth_date") is { Kind: CelKind.Date } born ? born.AsDate : null;

    private static CelValue? Field(CelMap person, string field) => !person.TryGet(field, out var value) ? null
        : value.Kind == CelKind.Optional ? value.HasValue ? value.OptionalValue : null
        : value;
}
