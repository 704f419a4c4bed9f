using System.Globalization;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>Compares what an example expects with what came out.</summary>
internal sealed class ExampleComparison(Example example, FormEvaluation evaluation, FaultList faults)
{
    public void Compare()
    {
        Visibility();
        Faults();
        List("notes", [.. evaluation.Notes.Select(note => note.Id)], complete: example.Expect.Find("notes") is not null);
        List("refused", [.. evaluation.Refusals.Select(refusal => refusal.Id)], complete: true);
        List("clerk", [.. evaluation.ForClerk.Select(rule => rule.Id)], complete: example.Expect.Find("clerk") is not null);
        List("pages", [.. evaluation.Pages.Where(page => page.Visible).Select(page => page.Page.Id)], complete: example.Expect.Find("pages") is not null);
        List("effects", [.. evaluation.Effects.Select(effect => effect.Id)], complete: example.Expect.Find("effects") is not null);
        Effects();
        List("waivers", [.. evaluation.Fees.Waivers.Select(waiver => waiver.Id)], complete: example.Expect.Find("waivers") is not null);
        Signers();
        List("appointments", [.. evaluation.Appointments.Select(appointment => appointment.Id)], complete: example.Expect.Find("appointments") is not null);
        Issues();
        Options();
        Chain();
        Fees();
        Scalar("total", evaluation.Fees.Total?.ToInvariant() ?? "null", number: true);
        Scalar("fee_status", evaluation.Fees.Status.ToString().ToLowerInvariant());
        Scalar("decision", evaluation.Decision.Kind.ToString().ToLowerInvariant());
        Scalar("four_eyes", evaluation.FourEyes ? "true" : "false");
        Permit();
        Deadlines();
    }

    private void Visibility()
    {
        foreach (var (key, wanted) in new[] { ("visible", true), ("hidden", false) })
        {
            foreach (var item in Items(key))
            {
                var visible = evaluation.FindPage(item.Text!)?.Visible ?? (evaluation.FindQuestion(item.Text!) is { } question ? question.Visible : null);
                if (visible is null)
                    Differs(item, $"there is no question or page {item.Text}");
                else if (visible != wanted)
                    Differs(item, $"{item.Text} is {(visible == true ? "visible" : "hidden")}");
            }
        }
    }

    private void Faults()
    {
        var expected = example.Expect.Value("faults") as MapNode;
        foreach (var entry in expected?.Entries ?? [])
        {
            var wanted = (entry.Value as ScalarNode)?.Text;
            var found = evaluation.Faults.Where(fault => fault.Path == entry.Key).ToList();
            if (found.Count == 0)
                Differs(entry.Value, $"{entry.Key} has no fault");
            else if (!found.Exists(fault => fault.Code == wanted || fault.Message == wanted))
                Differs(entry.Value, $"{entry.Key} has the fault {found[0].Code} ({found[0].Message}), not {wanted}");
        }

        foreach (var fault in evaluation.Faults.Where(fault => expected?.Find(fault.Path) is null))
            faults.Add(example.File, example.Expect.Line, $"unexpected fault at {fault.Path}: {fault.Code} ({fault.Message})");
    }

    private void List(string key, IReadOnlyList<string> found, bool complete)
    {
        if (!complete)
            return;
        var wanted = Items(key).Select(item => item.Text!).ToList();
        if (!wanted.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)) || (key == "pages" && !wanted.SequenceEqual(found)))
            faults.Add(example.File, example.Expect.Find(key)?.Line ?? example.Expect.Line, $"{key} is [{string.Join(", ", found)}], expected [{string.Join(", ", wanted)}]");
    }

    /// <summary>A list of ids, or a map of ids with the names of those who must confirm.</summary>
    private void Signers()
    {
        if (example.Expect.Value("signers") is not MapNode expected)
        {
            List("signers", [.. evaluation.Signers.Select(signer => signer.Id)], complete: example.Expect.Find("signers") is not null);
            return;
        }

        foreach (var entry in expected.Entries)
        {
            var found = evaluation.Signers.FirstOrDefault(signer => signer.Id == entry.Key)?.People.Select(person => $"{person.GivenNames} {person.FamilyName}").ToList() ?? [];
            List<string> wanted = entry.Value is ListNode list ? [.. list.Items.OfType<ScalarNode>().Select(item => item.Text ?? "")] : [(entry.Value as ScalarNode)?.Text ?? ""];
            if (!found.SequenceEqual(wanted))
                Differs(entry.Value, $"signers {entry.Key} are [{string.Join(", ", found)}]");
        }

        foreach (var signer in evaluation.Signers.Where(signer => expected.Find(signer.Id) is null))
            Differs(expected, $"{signer.Id} must confirm too");
    }

    /// <summary>A list of ids, or a map of ids with the number of copies.</summary>
    private void Issues()
    {
        if (example.Expect.Value("issues") is not MapNode expected)
        {
            List("issues", [.. evaluation.Issues.Select(issue => issue.Id)], complete: example.Expect.Find("issues") is not null);
            return;
        }

        foreach (var entry in expected.Entries)
        {
            var copies = evaluation.Issues.FirstOrDefault(issue => issue.Id == entry.Key)?.Copies ?? 0;
            if (!Same(copies.ToString(CultureInfo.InvariantCulture), (entry.Value as ScalarNode)?.Text))
                Differs(entry.Value, $"{entry.Key} is issued in {copies} copies");
        }

        foreach (var issue in evaluation.Issues.Where(issue => expected.Find(issue.Id) is null))
            Differs(expected, $"{issue.Id} is issued too");
    }

    private void Options()
    {
        foreach (var entry in (example.Expect.Value("options") as MapNode)?.Entries ?? [])
        {
            var found = evaluation.FindQuestion(entry.Key)?.Options.Select(option => option.Id).ToList();
            var wanted = entry.Value is ListNode list ? list.Items.OfType<ScalarNode>().Select(item => item.Text ?? "").ToList() : [];
            if (found is null || !found.SequenceEqual(wanted))
                Differs(entry.Value, $"{entry.Key} offers [{string.Join(", ", found ?? [])}]");
        }
    }

    /// <summary>What could be granted must be complete for the registers.</summary>
    private void Effects()
    {
        if (!evaluation.CanSubmit || evaluation.Decision.Kind == DecisionKind.Refused)
            return;
        foreach (var effect in evaluation.Effects.Where(effect => effect.With is null))
            faults.Add(example.File, example.Expect.Line, $"effect {effect.Id}: {effect.Undecided} is undecided here");
    }

    private void Chain()
    {
        foreach (var entry in (example.Expect.Value("chain") as MapNode)?.Entries ?? [])
        {
            var step = evaluation.Steps.FirstOrDefault(step => step.Id == entry.Key);
            var wanted = (entry.Value as ScalarNode)?.Text;
            var found = step is null ? null : Json.Scalar(step.Value);
            if (!Same(found, wanted))
                Differs(entry.Value, $"{entry.Key} is {found ?? "without value"}, expected {wanted ?? "no value"}");
        }
    }

    private void Fees()
    {
        if (example.Expect.Value("fees") is not ListNode expected)
            return;
        var found = evaluation.Fees.Lines.Concat(evaluation.Fees.Withheld).ToDictionary(line => line.Id, line => line.Amount.ToInvariant(), StringComparer.Ordinal);
        foreach (var item in expected.Items.OfType<MapNode>())
        {
            var id = (item.Value("id") as ScalarNode)?.Text ?? "";
            var wanted = (item.Value("amount") as ScalarNode)?.Text;
            if (!found.Remove(id, out var amount))
                Differs(item, $"there is no fee {id}");
            else if (!Same(amount, wanted))
                Differs(item, $"fee {id} is {amount}, expected {wanted}");
        }

        foreach (var (id, amount) in found)
            Differs(expected, $"unexpected fee {id} of {amount}");
    }

    private void Permit()
    {
        if (example.Expect.Value("permit") is not MapNode permit)
            return;
        foreach (var entry in permit.Entries)
        {
            var found = entry.Key switch
            {
                "from" => evaluation.Permit?.From,
                "until" => evaluation.Permit?.Until,
                _ => null,
            };
            var text = found?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (text != (entry.Value as ScalarNode)?.Text)
                Differs(entry.Value, $"permit {entry.Key} is {text ?? "undecided"}");
        }
    }

    private void Deadlines()
    {
        foreach (var entry in (example.Expect.Value("deadlines") as MapNode)?.Entries ?? [])
        {
            var rule = evaluation.Service.Process.Deadlines.FirstOrDefault(rule => rule.Id == entry.Key);
            var found = rule is null ? null : evaluation.DeadlineEnd(rule, example.Today).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (found != (entry.Value as ScalarNode)?.Text)
                Differs(entry.Value, $"deadline {entry.Key} ends on {found ?? "no day: there is none"}");
        }
    }

    private void Scalar(string key, string found, bool number = false)
    {
        if (example.Expect.Find(key) is not { Value: ScalarNode wanted } entry)
            return;
        if (!(number ? Same(found, wanted.Text ?? "null") : found == wanted.Text))
            faults.Add(example.File, entry.Line, $"{key} is {found}, expected {wanted.Text ?? "null"}");
    }

    private IEnumerable<ScalarNode> Items(string key) => example.Expect.Value(key) switch
    {
        ListNode list => list.Items.OfType<ScalarNode>().Where(item => item.Text is not null),
        ScalarNode { Text: not null } single => [single],
        _ => [],
    };

    private void Differs(Node at, string message) => faults.Add(at, message);

    /// <summary>Numbers by value (8.1 and 8.10 are one), everything else as written.</summary>
    private static bool Same(string? found, string? wanted) =>
        found == wanted
        || (decimal.TryParse(found, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var a)
            && decimal.TryParse(wanted, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var b) && a == b);
}
