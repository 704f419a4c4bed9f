using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Checking;
using Rathaus.Services.Engine;
using Rathaus.Services.Source;

namespace Rathaus.Services.Tests.Support;

/// <summary>A catalogue in memory: one town and one small service, whose files a test replaces.</summary>
internal sealed class SmallCatalogue
{
    private readonly Dictionary<string, string> files = new(StringComparer.Ordinal)
    {
        ["municipalities/wuppertal/municipality.yaml"] =
            """
            id: wuppertal
            number: 4
            code: W
            ags: "05124000"
            ars: "051240000000"
            name: Wuppertal
            official_name: "Wuppertal, Stadt"
            kind: kreisfreie_stadt
            state: NW
            postcodes: ["42103", "42105"]
            plate_codes: ["W"]
            theme: { colour: "#045a5c", deep: "#033f41", soft: "#bfe5e4", tile: W }
            court: { name: Verwaltungsgericht Düsseldorf, seat: Düsseldorf }
            offices:
              - id: amt
                name: Amt
                kinds: [meldebehoerde]
                address: { street: Musterplatz, number: "1", post_code: "42103", town: Wuppertal }
                demo: true
            """,
        ["municipalities/wuppertal/services/probe.yaml"] =
            """
            adopts: wuppertal/probe@1
            office: amt
            """,
        ["services/wuppertal/probe/service.yaml"] =
            """
            id: probe
            version: 1.0.0
            name: Probe
            summary: Eine Probe.
            authority: { kind: meldebehoerde, where: main_residence }
            applicants: [person]
            trust: { level: none }
            retention: { months: 12 }
            """,
        ["services/wuppertal/probe/form.yaml"] =
            """
            pages:
              - id: eins
                title: Wie heißen Sie?
                questions:
                  - { id: name, type: text, label: Name, required: true }
            """,
    };

    public static DateOnly Today { get; } = new(2026, 11, 20);

    public SmallCatalogue With(string path, string text)
    {
        files[path] = text;
        return this;
    }

    public SmallCatalogue Without(string path)
    {
        files.Remove(path);
        return this;
    }

    /// <summary>A file of the service <c>probe</c>.</summary>
    public SmallCatalogue Service(string path, string text) => With($"services/wuppertal/probe/{path}", text);

    /// <summary>The form's questions on one page, indented by the caller's raw string.</summary>
    public SmallCatalogue Form(string text) => Service("form.yaml", text);

    public SmallCatalogue Overlay(string text) => With("municipalities/wuppertal/services/probe.yaml", text);

    public CatalogueFiles Files() => new(files);

    public CatalogueSnapshot Load(FaultList faults) => CatalogueLoader.Load(Files(), faults);

    /// <summary>The service, which must have no fault.</summary>
    public EffectiveService Effective()
    {
        var faults = new FaultList();
        var snapshot = Load(faults);
        Assert.Empty(faults.All.Where(fault => !fault.Warning).Select(fault => fault.ToString()));
        return snapshot.Service("wuppertal", "probe")!;
    }

    /// <summary>Faults of loading, without the folder.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new FaultList();
        Load(faults);
        return [.. faults.All.Where(fault => !fault.Warning).Select(fault => fault.ToString()
            .Replace("services/wuppertal/probe/", "", StringComparison.Ordinal)
            .Replace("municipalities/wuppertal/", "", StringComparison.Ordinal))];
    }

    public async Task<IReadOnlyList<string>> CheckAsync()
    {
        var result = await new CatalogueCheck(House.Texts, Today).RunAsync(Files(), new FaultList(), TestContext.Current.CancellationToken);
        return [.. result.Faults.Select(fault => fault.ToString())];
    }
}

/// <summary>Evaluations with as few words as possible.</summary>
internal static class Evaluate
{
    public static Task<FormEvaluation> WithAsync(
        this EffectiveService service, string json, Language? language = null, bool strict = false, IActor? actor = null,
        FactTable? facts = null, IReadOnlyDictionary<string, string>? raw = null)
    {
        var context = new EvaluationContext(SmallCatalogue.Today, language ?? Language.German) { Strict = strict, Actor = actor };
        if (raw is not null)
            context = context with { Raw = raw };
        return new FormEngine(House.Texts, facts ?? new FactTable()).EvaluateAsync(
            service, (JsonObject)JsonNode.Parse(json)!, context, TestContext.Current.CancellationToken).AsTask();
    }

    public static IReadOnlyList<string> Codes(this FormEvaluation evaluation) =>
        [.. evaluation.Faults.Select(fault => $"{fault.Path}: {fault.Code}")];
}

/// <summary>Facts by name that answer after a turn of the scheduler, and count how often they were asked.</summary>
internal sealed class FactTable : IFactSource
{
    private readonly Dictionary<string, JsonNode?> answers = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public FactTable Says(string name, JsonNode? answer)
    {
        answers[name] = answer;
        return this;
    }

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        Asked.Add(question.Name);
        await Task.Yield();
        return answers.TryGetValue(question.Name, out var answer) ? FactAnswer.Of(answer?.DeepClone()) : FactAnswer.Unknown;
    }
}
