using Microsoft.Extensions.Configuration;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Time;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Synthetic;
using Rathaus.Rescue.Import;

namespace Rathaus.Rescue.Demo;

/// <summary>
/// Asks for the synthetic city of the demonstration, once. Making it takes some seconds, so a job does it after the start.
/// <c>Rescue:Demo=false</c> leaves it out.
/// </summary>
internal sealed class DemoCitySeed(DemoSetting demo, WorkerDatabase database, IConfiguration configuration, IJobSignal signal) : IDemoSeed
{
    /// <summary>The only town with the synthetic city.</summary>
    private const string TownId = "aachen";

    public int Order => 60;

    public async Task<string?> SeedAsync(CancellationToken ct)
    {
        if (!configuration.GetValue("Rescue:Demo", defaultValue: true) || DemoTown.ReadAll(demo.CatalogueFolder).FirstOrDefault(town => town.Id == TownId) is not { } town)
            return null;
        var asked = await database.For(town.Number).ExecuteAsync(
            """
            with seen as (
              insert into kernel.job_town (municipality) values (@Town) on conflict do nothing
            )
            insert into kernel.job (municipality, kind, payload)
            select @Town, @Kind, '{}'
            where not exists (select from rescue.area a where a.municipality = @Town)
              and not exists (select from kernel.job j where j.municipality = @Town and j.kind = @Kind)
            """,
            new { MakeDemoCity.Kind }, ct);
        if (asked == 0)
            return null;
        signal.Wake(MakeDemoCity.Kind);
        return "a synthetic city for the planning of the ambulance service in Aachen (made in the background)";
    }
}

/// <summary>
/// Makes the synthetic city with three years of calls and imports it as a town imports its own files. On a slow machine that outlasts the
/// lease of a job, so the import is a transaction of its own behind a lock: whoever comes second finds the city there.
/// </summary>
internal sealed class MakeDemoCity(Importer importer, WorkerDatabase database, IConfiguration configuration, TimeProvider time) : IJobHandler
{
    public const string Kind = "rescue.synthesise";

    public const string Source = "synthetic";

    private const int People = 250_000;
    private const int Years = 3;
    private const int Seed = 1;
    private const int Lock = 726_607;

    string IJobHandler.Kind => Kind;

    public int Parallel => 1;

    public Task RunAsync(Job job, TownTransaction tx, CancellationToken ct) => database.For(job.Municipality).InTransactionAsync(
        async own =>
        {
            await own.ExecuteAsync("select pg_advisory_xact_lock(@Lock, @Town::integer)", new { Lock }, ct);
            if ((await own.QueryAsync<int>("select 1 from rescue.area where municipality = @Town limit 1", null, ct)).Count == 0)
                await MakeAsync(own, ct);
            return true;
        },
        ct);

    private async Task MakeAsync(TownTransaction tx, CancellationToken ct)
    {
        var today = time.Today();
        var city = SyntheticCity.Make(new CityParameters(
            configuration.GetValue("Rescue:DemoPeople", People), configuration.GetValue("Rescue:DemoYears", Years), Seed, new DateOnly(today.Year, today.Month, 1)));
        var (calls, missions) = city.History();
        var folder = Directory.CreateTempSubdirectory("rathaus-rescue-").FullName;
        try
        {
            AreaFolderWriter.Write(folder, city.Area, DeadlineRules.Shipped);
            AreaFolderWriter.WriteHistory(folder, calls, missions);
            await importer.WriteAsync(tx, ImportFolder.Read(folder, Source, null, dryRun: false, by: null), ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
