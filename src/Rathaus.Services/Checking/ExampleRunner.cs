using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Documents;
using Rathaus.Services.Engine;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>
/// Runs an example and compares; each difference is a fault at its line. What is compared is the German run; in the other languages of
/// the house the same answers only have to come through.
/// </summary>
internal sealed class ExampleRunner(ITexts texts)
{
    private static readonly string[] Keys =
    [
        "visible", "hidden", "pages", "faults", "notes", "options", "refused", "clerk", "chain", "fees", "total", "fee_status",
        "decision", "permit", "deadlines", "documents", "waivers", "four_eyes",
        "signers", "appointments", "issues", "effects",
    ];

    /// <param name="coverage">Rules reached are added here.</param>
    public async Task RunAsync(
        Example example, EffectiveService service, IReadOnlyDictionary<string, FactDef> facts, HashSet<string> coverage, FaultList faults, CancellationToken ct)
    {
        var source = new ExampleFacts(example, facts);
        foreach (var unknown in example.Facts.Where(fact => !facts.ContainsKey(fact.Name)))
            faults.Add(example.File, unknown.Line, $"there is no fact {unknown.Name}");
        var engine = new FormEngine(texts, source);
        var context = new EvaluationContext(example.Today, Language.German)
        {
            Actor = example.Actor,
            Strict = true,
            Document = new DocumentFacts
            {
                CaseNumber = "MUSTER-1", PermitNumber = "MUSTER-2", IssuedNumber = "MUSTER-1/1", IssuedCopies = 1, Received = example.Today, Decided = example.Today,
                ProofAddress = "https://rathaus.example/verify",
                Effects = SampleEffects.Of(service, example.Today),
            },
        };
        var answers = Answers(example, service);
        ChoiceCoverage.Note(service.Runtime.Def, answers, coverage);
        var renderer = new DocumentRenderer(engine, texts);
        foreach (var language in Language.All.Where(language => language != Language.German))
        {
            var other = await engine.EvaluateAsync(service, (JsonObject)answers.DeepClone(), context with { Language = language }, source, coverage, ct);
            foreach (var document in Documents(example))
                renderer.Render(other, document.Key);
        }

        var evaluation = await engine.EvaluateAsync(service, answers, context, source, coverage, ct);
        var comparison = new ExampleComparison(example, evaluation, faults);
        foreach (var entry in example.Expect.Entries.Where(entry => !Keys.Contains(entry.Key)))
            faults.Add(example.File, entry.Line, $"unknown key {entry.Key}");
        comparison.Compare();
        Letters(example, evaluation, renderer, faults);
    }

    private static JsonObject Answers(Example example, EffectiveService service)
    {
        var answers = new JsonObject();
        if (example.Answers is not MapNode map)
            return answers;
        foreach (var entry in map.Entries)
        {
            service.Runtime.Package.QuestionById.TryGetValue(entry.Key, out var question);
            answers[entry.Key] = ExampleReader.Json(entry.Value, question?.Def);
        }

        return answers;
    }

    private static IReadOnlyList<MapEntry> Documents(Example example) => (example.Expect.Value("documents") as MapNode)?.Entries ?? [];

    private static void Letters(Example example, FormEvaluation evaluation, DocumentRenderer renderer, FaultList faults)
    {
        foreach (var entry in Documents(example))
        {
            if (renderer.Render(evaluation, entry.Key) is not { } letter)
            {
                faults.Add(example.File, entry.Line, $"there is no document {entry.Key}");
                continue;
            }

            var text = LetterPlainText.Of(letter).Replace('\u00a0', ' ');
            foreach (var wanted in entry.Value is ListNode list ? list.Items : [entry.Value])
            {
                if (wanted is ScalarNode { Text: { } words } && !text.Contains(words.Replace('\u00a0', ' '), StringComparison.Ordinal))
                    faults.Add(example.File, wanted.Line, $"{entry.Key} does not contain \"{words}\"");
            }
        }
    }
}
