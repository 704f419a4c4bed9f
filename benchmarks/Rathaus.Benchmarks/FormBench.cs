using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;
using Rathaus.Services;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Engine;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary><c>bench form</c>: all 200 questions and 300 rules of a large form evaluated anew, as each page's answer does.</summary>
internal static class FormBench
{
    private const int Rounds = 7;
    private const int Each = 200;

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTexts(typeof(UiModule).Assembly, "ui");
        services.AddTexts(typeof(ServicesModule).Assembly, "services");
        await using var provider = services.BuildServiceProvider();
        var engine = new FormEngine(provider.GetRequiredService<ITexts>(), new RegisteredFacts([]));
        var service = Load();
        var answers = LargeForm.Answers();
        var context = new EvaluationContext(new DateOnly(2026, 11, 20), Language.German) { Strict = false };
        await RunAsync(engine, service, answers, context, ct);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RunAsync(engine, service, answers, context, ct);
        var allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Each / 1_000_000;
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await RunAsync(engine, service, answers, context, ct);
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds / Each);
        }

        return
        [
            new("form of 200 questions and 300 rules, one evaluation", best, "ms", 5, false),
            new("allocated by it", allocated, "MB", 1, false),
        ];
    }

    private static async Task RunAsync(FormEngine engine, EffectiveService service, JsonObject answers, EvaluationContext context, CancellationToken ct)
    {
        for (var i = 0; i < Each; i++)
            await engine.EvaluateAsync(service, answers, context, ct);
    }

    private static EffectiveService Load()
    {
        var faults = new FaultList();
        var town = Path.Combine(Checkout.Folder, "catalogue", "municipalities", "wuppertal", "municipality.yaml");
        var snapshot = CatalogueLoader.Load(new CatalogueFiles(LargeForm.Files(File.ReadAllText(town))), faults);
        return snapshot.Service("wuppertal", LargeForm.Id)
            ?? throw new InvalidOperationException(string.Join('\n', faults.All));
    }
}
