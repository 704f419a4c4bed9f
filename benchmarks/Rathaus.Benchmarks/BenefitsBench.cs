using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Services.Benefits;
using Rathaus.Services.Benefits.Bulk;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench benefits</c>: Wohngeld for one household with its chain, and for many at once on all cores, every step's
/// value kept. GETTSIM's figures are constants: it is AGPL and no part of this repository.
/// </summary>
internal static class BenefitsBench
{
    private const int Rounds = 5;
    private const int Batches = 8;
    private const int Rows = 256;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private static readonly DateOnly On = new(2025, 1, 1);

    // Its best figures with numpy on two virtual cores, input checks off, 100,000 households. One process.
    private const string Gettsim = "GETTSIM f206970 of 2025-07-26 (constant)";

    private static readonly string[] Towns = ["05124000", "05334002", "05513000", "05120000", "05122000", "05512000"];

    public static IReadOnlyList<BenchRow> Measure()
    {
        var benefit = BenefitFolder.Read(Path.Combine(Checkout.Folder, "catalogue")).Single(candidate => candidate.Id == "wohngeld");
        var (half, tail) = Latency(benefit);
        var started = Stopwatch.GetTimestamp();
        var plan = BenefitPlan.Compile(benefit, On);
        var compiled = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return
        [
            new BenchRow("one household of three with its chain, p50", half, "ms", 1, HigherIsBetter: false),
            new BenchRow("one household of three with its chain, p99", tail, "ms", 1, HigherIsBetter: false),
            new BenchRow("one person each, all cores, every step kept", Bulk(plan, 1), "1/s", 1_240_000, HigherIsBetter: true)
            {
                Against = [new BenchPeer(Gettsim, 123_731)],
            },
            new BenchRow("six persons each, all cores, every step kept", Bulk(plan, 6), "1/s", 660_000, HigherIsBetter: true)
            {
                Against = [new BenchPeer(Gettsim, 66_407)],
            },
            new BenchRow("steps that run as ordinary programs", plan.Steps.NotTyped.Count, "", 0, HigherIsBetter: false),
            new BenchRow("the law of a day compiled", compiled, "ms", null, HigherIsBetter: false),
        ];
    }

    private static (double Half, double Tail) Latency(Benefit benefit)
    {
        var latencies = new Latencies(1);
        for (var i = 0; i < 6_000; i++)
        {
            var inputs = new JsonObject
            {
                ["rent_level"] = 1 + i % 7,
                ["gross_cold_rent_month"] = (400 + i % 500).ToString(CultureInfo.InvariantCulture),
                ["members"] = new JsonArray(
                    new JsonObject { ["age"] = 38, ["employment_receipts_month"] = 900 + i % 1_000, ["pays_income_tax"] = true, ["pays_health_care_insurance"] = true, ["pays_pension_insurance"] = true },
                    new JsonObject { ["age"] = 36 },
                    new JsonObject { ["age"] = 7 }),
            };
            var began = Stopwatch.GetTimestamp();
            if (!benefit.Calculate(inputs, On).Succeeded)
                throw new InvalidOperationException("The household cannot be computed");

            // The first ones pay for compiling.
            if (i >= 2_000)
                latencies.Add(0, began);
        }

        return (latencies.Quantile(0.5), latencies.Quantile(0.99));
    }

    /// <summary>The best of some rounds: the rest is the machine's noise.</summary>
    private static double Bulk(BenefitPlan plan, int members)
    {
        var workers = Environment.ProcessorCount;
        var batches = Enumerable.Range(0, workers).Select(worker => Enumerable.Range(0, Batches).Select(batch => Filled(plan, members, worker * Batches + batch)).ToArray()).ToArray();
        var best = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            var counts = new long[workers];
            var started = Stopwatch.GetTimestamp();
            var threads = Enumerable.Range(0, workers).Select(worker => new Thread(() => counts[worker] = Work(plan, batches[worker], started))).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            best = Math.Max(best, counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        if (batches.Any(own => own.Any(batch => Enumerable.Range(0, Rows).Any(row => plan.Error(batch, row) is not null))))
            throw new InvalidOperationException("A household cannot be computed");
        return best;
    }

    private static long Work(BenefitPlan plan, CelBatch[] batches, long started)
    {
        var done = 0L;
        while (Stopwatch.GetElapsedTime(started) < Round)
        {
            foreach (var batch in batches)
            {
                plan.Run(batch);
                done += batch.Count;
            }
        }

        return done;
    }

    /// <summary>Households with towns, rents, wages and taxes of their own.</summary>
    private static CelBatch Filled(BenefitPlan plan, int members, int seed)
    {
#pragma warning disable CA5394 // Invented households, no secret.
        var random = new Random(seed);
        var batch = plan.NewBatch(Rows);
        batch.Count = Rows;
        for (var row = 0; row < Rows; row++)
        {
            plan.Begin(batch, row);
            if (random.Next(2) == 0)
                batch.Column("rent_level")[row] = CelValue.OptionalOf(CelValue.Of(random.NextInt64(1, 8)));
            else
                batch.Column("ags")[row] = CelValue.OptionalOf(CelValue.Of(Towns[random.Next(Towns.Length)]));
            batch.Column("gross_cold_rent_month")[row] = CelValue.OptionalOf(CelValue.Of(random.Next(25_000, 60_000 + 10_000 * members) / 100m));
            for (var member = 0; member < members; member++)
                Member(batch, plan.Add(batch, row, "members"), adult: member < 2, random);
        }

        return batch;
    }

    private static void Member(CelBatch batch, int at, bool adult, Random random)
    {
        batch.Column("members.age")[at] = CelValue.OptionalOf(CelValue.Of(random.NextInt64(adult ? 20 : 0, adult ? 80 : 18)));
        if (!adult)
            return;
        batch.Column<decimal>("members.employment_receipts_month").Values[at] = random.Next(20_000, 150_000) / 100m;
        batch.Column<bool>("members.pays_income_tax").Values[at] = random.Next(2) == 0;
        batch.Column<bool>("members.pays_health_care_insurance").Values[at] = true;
        batch.Column<bool>("members.pays_pension_insurance").Values[at] = random.Next(2) == 0;
#pragma warning restore CA5394
    }
}
