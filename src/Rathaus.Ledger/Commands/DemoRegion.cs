using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Commands;

/// <summary>A host of the demonstration: one town, its own database, data folder and keys.</summary>
internal sealed record DemoHost(string Town, int Port, ChildProgram Program)
{
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Port}"));
}

/// <summary>
/// Several installations on this machine that witness one another. They share one database server, each in databases of its
/// own; nothing else is shared but the membership file.
/// </summary>
internal sealed class DemoRegion(string folder, HttpClient client, TextWriter output) : IAsyncDisposable
{
    private readonly List<DemoHost> hosts = [];
    private readonly string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private ChildProgram? server;
    private string socket = "";

    private string PolicyFile => Path.Combine(folder, "region.policy");

    public IReadOnlyList<DemoHost> Hosts => hosts;

    /// <summary>More than half of the others and of those among them that may lie, a third: k > (n + f) / 2 (docs/govchain.md).</summary>
    public static int QuorumOf(int towns)
    {
        var others = towns - 1;
        return ((others + LyingOf(towns)) / 2) + 1;
    }

    private static int LyingOf(int towns) => (towns - 2) / 3;

    private string DatabaseOf(string town) => $"Host={socket};Database=rathaus_{town.Replace('-', '_')}";

    public async Task StartAsync(IReadOnlyList<string> towns, CancellationToken ct)
    {
        server = ChildProgram.Start(["cluster", Path.Combine(folder, "database")], new Dictionary<string, string>(StringComparer.Ordinal), null);
        socket = await server.ReadLineAsync(ct) ?? throw new InvalidOperationException("The database server did not start");
        await output.WriteLineAsync($"Database server: {socket} (shared; each town has its own databases)");
        foreach (var town in towns)
        {
            var port = ChildProgram.FreePort();
            var data = Path.Combine(folder, town);
            Directory.CreateDirectory(data);
            hosts.Add(new DemoHost(town, port, ChildProgram.Start(
                [
                    "run", "--no-demo", "--port", port.ToString(CultureInfo.InvariantCulture), "--metrics-port",
                    ChildProgram.FreePort().ToString(CultureInfo.InvariantCulture), "--data", data,
                    "--database", DatabaseOf(town),
                ],
                Settings(town), Path.Combine(data, "host.log"))));

            // Two at a time: the first start of each makes its databases.
            if (hosts.Count % 2 == 0)
                await ReadyAsync(hosts[^2], ct);
        }

        foreach (var host in hosts)
            await ReadyAsync(host, ct);
    }

    /// <summary>Asks every town for its keys and writes the membership file that all of them read.</summary>
    public async Task JoinAsync(CancellationToken ct)
    {
        var text = new StringBuilder("# Membership of the demonstration\n#!version 1\n");
        text.Append(CultureInfo.InvariantCulture, $"#!faulty {LyingOf(hosts.Count)}\n");
        foreach (var host in hosts)
        {
            string lines;
            while (!(lines = await client.GetStringAsync(new Uri(host.Address, "/govchain/members"), ct)).Contains("log ", StringComparison.Ordinal))
                await Task.Delay(200, ct);
            text.Append(lines);
        }

        var names = text.ToString().Split('\n').Select(static line => line.Split(' ')).Where(static words => words[0] == "witness").Select(static words => words[1]);
        text.Append(CultureInfo.InvariantCulture, $"group region {QuorumOf(hosts.Count)} {string.Join(' ', names)}\nquorum region\n");
        await File.WriteAllTextAsync(PolicyFile + ".new", text.ToString(), ct);
        foreach (var host in hosts)
            await SignAsync(host, ct);
        File.Move(PolicyFile + ".new", PolicyFile, overwrite: true);
        await output.WriteLineAsync($"Membership file: {PolicyFile}, version 1, signed by all {hosts.Count} towns");
    }

    /// <summary>As a town's operator does it: beside the running host, with the key of its log.</summary>
    private async Task SignAsync(DemoHost host, CancellationToken ct)
    {
        await using var program = ChildProgram.Start(
            ["govchain", "sign", PolicyFile + ".new", "--town", host.Town, "--data", Path.Combine(folder, host.Town), "--database", DatabaseOf(host.Town)], Settings(host.Town), null);
        if (await program.ReadLineAsync(ct) is not { } said || !said.Contains("signed by", StringComparison.Ordinal))
            throw new InvalidOperationException($"{host.Town} did not sign the membership file");
    }

    public async Task SubmitAsync(DemoHost host, int number, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, "/govchain/entries"));
        request.Headers.Authorization = new("Bearer", token);
        var key = string.Create(CultureInfo.InvariantCulture, $"demo/{number}");
        request.Content = JsonContent.Create(new
        {
            type = "data.release",
            doc_sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{host.Town} {key}"))),
            meta = new { title = $"Demonstration {number}" },
            @public = true,
            idempotency_key = key,
        });
        using var answer = await client.SendAsync(request, ct);
        if (answer.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"{host.Town} refused an entry: {answer.StatusCode}");
    }

    /// <summary>What a town publishes, judged under the membership file as any stranger would.</summary>
    public async Task<CheckpointVerdict?> PublishedAsync(DemoHost host, CancellationToken ct)
    {
        if (!TrustPolicy.TryParse(await File.ReadAllTextAsync(PolicyFile, ct), out var policy, out _))
            return null;
        var log = policy.Logs.First(log => log.Address!.Port == host.Port);
        using var answer = await client.GetAsync(new Uri($"{log.Address}/checkpoint"), ct);
        return answer.IsSuccessStatusCode && SignedNote.TryParse(await answer.Content.ReadAsByteArrayAsync(ct), out var note)
            ? CheckpointJudge.Judge(note, policy)
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(hosts.Select(static host => host.Program.DisposeAsync().AsTask()));
        if (server is not null)
            await server.DisposeAsync();
    }

    private Dictionary<string, string> Settings(string town) => new(StringComparer.Ordinal)
    {
        ["Ledger__Towns__0"] = town,
        ["Ledger__PolicyFile"] = PolicyFile,
        ["Ledger__PublishMilliseconds"] = "1000",
        ["Ledger__MonitorSeconds"] = "5",
        ["Ledger__Services__0__Name"] = "demo",
        ["Ledger__Services__0__Town"] = town,
        ["Ledger__Services__0__TokenSha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token))),
        ["Ledger__Services__0__Types__0"] = "data.release",
        ["DOTNET_gcServer"] = "0",
    };

    private async Task ReadyAsync(DemoHost host, CancellationToken ct)
    {
        while (true)
        {
            if (host.Program.HasExited)
                throw new InvalidOperationException($"The host of {host.Town} ended; see {Path.Combine(folder, host.Town, "host.log")}");
            try
            {
                using var answer = await client.GetAsync(new Uri(host.Address, "/health/ready"), ct);
                if (answer.IsSuccessStatusCode)
                    break;
            }
            catch (HttpRequestException)
            {
                // Not listening yet, or not ready.
            }

            await Task.Delay(200, ct);
        }

        await output.WriteLineAsync($"{host.Town,-24} {host.Address}govchain");
    }
}
