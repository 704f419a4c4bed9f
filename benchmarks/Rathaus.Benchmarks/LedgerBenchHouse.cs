using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Logs;

namespace Rathaus.Benchmarks;

/// <summary>
/// One town's ledger with log, witness and monitor on a port of its own, with everything durable as shipped. The first house of a
/// folder starts the database server; further ones have their own databases on it.
/// </summary>
internal sealed class LedgerBenchHouse : IAsyncDisposable
{
    public const short Number = 1;

    private readonly WebApplication app;
    private readonly DatabaseDoor door;
    private readonly string folder;

    private LedgerBenchHouse(string town, string folder, WebApplication app, DatabaseDoor door)
    {
        Town = town;
        this.folder = folder;
        this.app = app;
        this.door = door;
    }

    public string Town { get; }

    public string Address => app.Urls.First();

    public string Socket => door.Address.SocketFolder!;

    public TownScope Scope => Get<TownDatabase>().For(Number);

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <param name="server">The house whose database server is used; null: one of its own.</param>
    public static async Task<LedgerBenchHouse> StartAsync(
        string town, string root, LedgerBenchHouse? server, string policyFile, CancellationToken ct)
    {
        var folder = Path.Combine(root, town);
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Ledger:Towns:0"] = town,
            ["Ledger:PolicyFile"] = policyFile,
            ["Ledger:PublishMilliseconds"] = "1000",
        });
        builder.Services.AddSingleton<ITownOffices>(new OneTown(town));
        builder.Services.AddKernelData(new DatabaseOptions
        {
            DataFolder = folder,
            ConnectionString = server is null ? null : $"Host={server.Socket};Database=rathaus_{town}",
        });
        builder.Services.AddLedger();
        var app = builder.Build();
        var door = app.Services.GetRequiredService<DatabaseDoor>();
        await door.OpenAsync(DatabaseUse.Host, ct);
        app.MapLedger();
        await app.StartAsync(ct);
        var house = new LedgerBenchHouse(town, folder, app, door);
        await house.Get<LogStore>().GetOrBeginAsync(Number, ct);
        return house;
    }

    public static ProofRequest Request(string key) => new(
        "file.version", SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)), new JsonObject { ["titel"] = key }, key);

    /// <summary>One durable submission: its own transaction, back after the commit.</summary>
    public async Task SubmitAsync(IReadOnlyList<ProofRequest> requests, CancellationToken ct)
    {
        var proofs = Get<IProofs>();
        await Scope.ExecuteBatchAsync([Get<Submissions>().Submit(Number, requests)], ct);
        proofs.Wake();
    }

    public async Task<LogRow> LogAsync(CancellationToken ct) => (await LogStore.FindOpenAsync(Scope, ct))!;

    public async Task<string> LogLineAsync(CancellationToken ct)
    {
        var log = await LogAsync(ct);
        return $"log {log.Verifier} {Address}/govchain/{Town}/{LogReader.NameOf(log)}\n";
    }

    public async Task<string> WitnessLineAsync(CancellationToken ct) =>
        $"witness {Town} {(await Get<WitnessKeys>().GetAsync(ct)).Verifier} {Address}/witness\n";

    /// <summary>Until nothing waits for its place.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        while (await Scope.QuerySingleAsync<bool>("select exists (select from ledger.pending where municipality = @Town)", null, ct))
            await Task.Delay(20, ct);
    }

    public async Task RunAsync(string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
#pragma warning disable CA2100 // Statements of the bench.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(door.Address.Unpooled(DatabaseRole.Super));
        await connection.OpenAsync(ct);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await door.DisposeAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class OneTown(string id) : ITownOffices
    {
        public IReadOnlyList<TownEntry> All { get; } =
            [new TownEntry(id, LedgerBenchHouse.Number, id, []) { Ars = string.Create(CultureInfo.InvariantCulture, $"{51_240_000_000:D12}") }];

        public TownEntry? Find(short number) => All.FirstOrDefault(town => town.Number == number);

        public TownEntry? Find(string? id) => All.FirstOrDefault(town => town.Id == id);
    }
}
