using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Witnesses;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>
/// One town's house with its own database, keys and folder; its rounds are run by the test. Houses reach one another through
/// <see cref="Wire"/>, which the tests can cut or bend.
/// </summary>
internal sealed class LedgerHouse : IAsyncDisposable
{
    private readonly WebApplication app;

    private readonly bool ownsDatabase;
    private readonly Wire wire;

    private LedgerHouse(string house, TestDatabase database, bool ownsDatabase, Wire wire, WebApplication app)
    {
        this.wire = wire;
        this.ownsDatabase = ownsDatabase;
        House = house;
        Database = database;
        this.app = app;
    }

    public string House { get; }

    /// <summary>The town that the test is about; each test takes one of its own.</summary>
    public string Town => HouseTowns.IdOf(House, Number);

    public TestDatabase Database { get; }

    public short Number { get; private set; } = 1;

    public LogStore Logs => Get<LogStore>();

    public Submissions Proofs => Get<Submissions>();

    public LogKeeper Keeper => Get<LogKeeper>();

    public TownScope Scope => Database.Town(Number);

    public HttpClient Client => app.GetTestClient();

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <param name="policyFile">The region's membership file; null: none.</param>
    public static async Task<LedgerHouse> StartAsync(
        string house, Wire wire, TimeProvider time, string? policyFile = null, TestDatabase? database = null, short number = 1)
    {
        var own = database ?? new TestDatabase();
        if (database is null)
            await own.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Ledger:Towns:0"] = house,
            ["Ledger:Origin"] = $"govchain.{house}.example/{{town}}/{{log}}",
            ["Ledger:PolicyFile"] = policyFile,
            ["Ledger:WitnessSeconds"] = "30",
        });
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<ITownOffices>(new HouseTowns(house));
        builder.Services.AddKernelData(own.Options);
        builder.Services.AddLedger();
        builder.Services.RemoveAll<IHostedService>();
        builder.Services.AddHttpClient(WitnessCalls.Client).ConfigurePrimaryHttpMessageHandler(() => wire);
        var app = builder.Build();
        app.MapLedger();
        var started = new LedgerHouse(house, own, database is null, wire, app) { Number = number };
        await app.StartAsync();
        started.Connect();
        await started.Logs.GetOrBeginAsync(number, CancellationToken.None);
        return started;
    }

    /// <summary>From now on it is about another town of this house, whose log is empty.</summary>
    public async Task NextTownAsync()
    {
        Number++;
        await Logs.GetOrBeginAsync(Number, CancellationToken.None);
    }

    /// <summary>The host name leads here, whoever had it before.</summary>
    public void Connect() => wire.Connect(Host, app.GetTestServer().CreateHandler);

    public string Host => $"{House}.example";

    public async Task<LogRow> LogAsync() => (await LogStore.FindOpenAsync(Scope, CancellationToken.None))!;

    public Task<PublishedRow?> PublishedAsync() => LogStore.PublishedAsync(Scope, 1, CancellationToken.None);

    public async Task<string> LogLineAsync() =>
        $"log {(await LogAsync()).Verifier} http://{Host}/govchain/{Town}/{LogReader.NameOf(await LogAsync())}\n";

    public async Task<string> WitnessLineAsync() =>
        $"witness {House} {(await Get<WitnessKeys>().GetAsync(CancellationToken.None)).Verifier} http://{Host}/witness\n";

    public static ProofRequest Request(string key, string type = "file.version", string document = "") =>
        new(type, SHA256.HashData(Encoding.UTF8.GetBytes(document.Length > 0 ? document : key)), new() { ["titel"] = key }, key);

    public async Task SubmitAsync(params IEnumerable<ProofRequest> requests) =>
        await Scope.ExecuteBatchAsync([Proofs.Submit(Number, [.. requests])], CancellationToken.None);

    public Task IntegrateAsync() => Keeper.IntegrateAsync(CancellationToken.None);

    public Task PublishAsync() => Keeper.PublishAsync(CancellationToken.None);

    public Task<IReadOnlyList<EvidenceRow>> EvidenceAsync() => Get<EvidenceStore>().LatestAsync(CancellationToken.None);

    /// <summary>What this house's witness answers to a checkpoint.</summary>
    public async Task<HttpStatusCode> AddCheckpointAsync(long old, SignedNote note)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(new AddCheckpoint(old, [], note).ToString()));
        using var answer = await Client.PostAsync("/witness/add-checkpoint", body, CancellationToken.None);
        return answer.StatusCode;
    }

    /// <summary>By somebody who has the whole database in their hands.</summary>
    public async Task SuperAsync(string sql)
    {
        await using var super = await Database.OpenAsync(DatabaseRole.Super);
        await using var command = new Npgsql.NpgsqlCommand(sql, super);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Last night's backup of the logs.</summary>
    public async Task SaveDatabaseAsync()
    {
        foreach (var table in Restored.Prepend("log"))
            await SuperAsync($"drop table if exists public.saved_{table}; create table public.saved_{table} as table ledger.{table}");
    }

    /// <summary>The database as of last night; folder and witnesses remember more.</summary>
    public async Task RestoreDatabaseAsync()
    {
        await SuperAsync("delete from ledger.pending");
        foreach (var table in Restored)
            await SuperAsync($"delete from ledger.{table}; insert into ledger.{table} select * from public.saved_{table}");
        await SuperAsync("update ledger.log l set size = s.size, root = s.root from public.saved_log s where s.origin = l.origin");
    }

    private static readonly string[] Restored = ["tile", "place", "checkpoint"];

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (ownsDatabase)
            await Database.DisposeAsync();
    }

    private sealed class HouseTowns(string house) : ITownOffices
    {
        private const int Count = 40;

        public IReadOnlyList<TownEntry> All { get; } =
            [.. Enumerable.Range(1, Count).Select(number => new TownEntry(IdOf(house, (short)number), (short)number, house, []) { Ars = "051240000000" })];

        public static string IdOf(string house, short number) => number == 1 ? house : $"{house}-{number}";

        public TownEntry? Find(short number) => All.FirstOrDefault(town => town.Number == number);

        public TownEntry? Find(string? id) => All.FirstOrDefault(town => town.Id == id);
    }
}

/// <summary>The network between the houses: by host name, to their test servers. A host can be away, or answered by the test.</summary>
internal sealed class Wire : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<HttpMessageHandler>> hosts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> open = new(StringComparer.Ordinal);

    public HashSet<string> Away { get; } = new(StringComparer.Ordinal);

    public Func<HttpRequestMessage, Task<HttpResponseMessage?>>? Bend { get; set; }

    public void Connect(string host, Func<HttpMessageHandler> handler)
    {
        hosts[host] = handler;
        open.TryRemove(host, out _);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Host;
        if (Away.Contains(host) || !hosts.TryGetValue(host, out var handler))
            throw new HttpRequestException("No route to host", null, HttpStatusCode.BadGateway);
        if (Bend is not null && await Bend(request) is { } bent)
            return bent;
        return await open.GetOrAdd(host, _ => new HttpMessageInvoker(handler())).SendAsync(request, cancellationToken);
    }
}
