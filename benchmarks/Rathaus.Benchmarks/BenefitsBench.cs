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
    private const int Warming = 10_000;
    private const int Measured = 20_000;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private static readonly DateOnly On = new(2025, 1, 1);

    // Its best figures with numpy on two virtual cores, input checks off, 100,000 households. One process.
    private const string Gettsim = "GETTSIM f206970 of 2025-07-26 (constant)";

    /// <summary>The columns of the data, as a file for <c>--simulate</c> would have them; the other inputs are at their defaults.</summary>
    private static readonly HashSet<string> Columns = new(StringComparer.Ordinal)
    {
        "rent_level", "ags", "gross_cold_rent_month", "members.age", "members.counted", "members.employment_receipts_month",
        "members.pension_receipts_month", "members.other_income_year", "members.disability_degree",
        "members.pays_income_tax", "members.pays_health_care_insurance", "members.pays_pension_insurance",
    };

    private static readonly string[] Towns = ["05124000", "05334002", "05513000", "05120000", "05122000", "05512000"];

    public static IReadOnlyList<BenchRow> Measure()
    {
        var benefit = BenefitFolder.Read(Path.Combine(Checkout.Folder, "catalogue")).Single(candidate => candidate.Id == "wohngeld");
        var one = Latency(benefit);
        var started = Stopwatch.GetTimestamp();
        var plan = BenefitPlan.Compile(benefit, On, Columns);
        var compiled = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return
        [
            new BenchRow("one household of three with its chain, p50", one.Half, "ms", 1, HigherIsBetter: false),
            new BenchRow("one household of three with its chain, p99", one.Tail, "ms", 1, HigherIsBetter: false),
            new BenchRow("... computations above 1 ms, of 20,000", one.Long, "", null, HigherIsBetter: false),
            new BenchRow("... of these while garbage was collected", one.Collecting, "", null, HigherIsBetter: false),
            new BenchRow("one person each, all cores, every step kept", Bulk(plan, 1), "1/s", 1_240_000, HigherIsBetter: true)
            {
                Against = [new BenchPeer(Gettsim, 123_731)],
            },
            new BenchRow("six persons each, all cores, every step kept", Bulk(plan, 6), "1/s", 660_000, HigherIsBetter: true)
            {
                Against = [new BenchPeer(Gettsim, 66_407)],
            },
            new BenchRow("of those of one, percent with an amount", Entitled(plan, 1), "", null, HigherIsBetter: true),
            new BenchRow("of those of six, percent with an amount", Entitled(plan, 6), "", null, HigherIsBetter: true),
            new BenchRow("input columns in the data of the many", Columns.Count, "", null, HigherIsBetter: true),
            new BenchRow("steps that run as ordinary programs", plan.Steps.NotTyped.Count, "", 0, HigherIsBetter: false),
            new BenchRow("the law of a day compiled", compiled, "ms", null, HigherIsBetter: false),
        ];
    }

    private static (double Half, double Tail, int Long, int Collecting) Latency(Benefit benefit)
    {
        var latencies = new Latencies(1);
        var (above, collecting) = (0, 0);
        for (var i = -Warming; i < Measured; i++)
        {
            var inputs = new JsonObject
            {
                ["rent_level"] = 1 + (i + Warming) % 7,
                ["gross_cold_rent_month"] = (400 + (i + Warming) % 500).ToString(CultureInfo.InvariantCulture),
                ["members"] = new JsonArray(
                    new JsonObject { ["age"] = 38, ["employment_receipts_month"] = 900 + (i + Warming) % 1_000, ["pays_income_tax"] = true, ["pays_health_care_insurance"] = true, ["pays_pension_insurance"] = true },
                    new JsonObject { ["age"] = 36 },
                    new JsonObject { ["age"] = 7 }),
            };
            var collections = GC.CollectionCount(0);
            var began = Stopwatch.GetTimestamp();
            if (!benefit.Calculate(inputs, On).Succeeded)
                throw new InvalidOperationException("The household cannot be computed");

            // The first ones pay for compiling, twice: the runtime optimises what has run for a while.
            if (i < 0)
                continue;
            latencies.Add(0, began);
            if (Stopwatch.GetElapsedTime(began) <= TimeSpan.FromMilliseconds(1))
                continue;
            above++;
            collecting += GC.CollectionCount(0) > collections ? 1 : 0;
        }

        return (latencies.Quantile(0.5), latencies.Quantile(0.99), above, collecting);
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

    private static double Entitled(BenefitPlan plan, int members)
    {
        var batch = Filled(plan, members, 0);
        plan.Run(batch);
        var amounts = batch.Column("wohngeld");
        return 100.0 * Enumerable.Range(0, Rows).Count(row => amounts[row] is var amount &&
            (amount.Kind == CelKind.Optional ? amount.HasValue && amount.OptionalValue.AsDecimal > 0 : amount.AsDecimal > 0)) / Rows;
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
        batch.Column<bool>("members.counted").Values[at] = random.Next(20) > 0;
        if (!adult)
            return;
        if (random.Next(4) > 0)
            batch.Column<decimal>("members.employment_receipts_month").Values[at] = random.Next(20_000, 150_000) / 100m;
        else
            batch.Column<decimal>("members.pension_receipts_month").Values[at] = random.Next(50_000, 170_000) / 100m;
        if (random.Next(4) == 0)
            batch.Column<decimal>("members.other_income_year").Values[at] = random.Next(5_000, 200_000) / 100m;
        if (random.Next(12) == 0)
            batch.Column<long>("members.disability_degree").Values[at] = 10 * random.Next(2, 11);
        batch.Column<bool>("members.pays_income_tax").Values[at] = random.Next(2) == 0;
        batch.Column<bool>("members.pays_health_care_insurance").Values[at] = random.Next(10) > 0;
        batch.Column<bool>("members.pays_pension_insurance").Values[at] = random.Next(2) == 0;
#pragma warning restore CA5394
    }
}
