using System.Globalization;
using Rathaus.Ledger.Notes;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>
/// What a town's operator does, with the real program beside a running house: the region's file is written, signed and checked, the log gets a
/// new key, the house a new master key, and both are entries. It takes long because a whole house starts, twice.
/// </summary>
public sealed class OperatorTests : IDisposable
{
    private const string Town = "wuppertal";

    private readonly string folder = Directory.CreateTempSubdirectory("rathaus-operator-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Sign_check_rotate_and_a_new_master_key_beside_a_running_house()
    {
        var (file, next, live) = (Path.Combine(folder, "region.1"), Path.Combine(folder, "region.2"), Path.Combine(folder, "region.policy"));
        await using var host = await RunningHost.StartAsync("--no-demo", $"Ledger__Towns__0={Town}", "Ledger__PolicyFile=" + live, "Ledger__PublishMilliseconds=200");
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        var witness = Keys.WitnessKey("govchain.anderswo.example/witness").Verifier;
        var log = await MembersAsync(client);

        // The house's master key: hosts stand still, and the log tells it when they go on.
        Assert.NotEqual(0, (await RunningHost.RunAsync(["rotate-master-key", "--data", host.DataFolder])).Code);
        await host.StopAsync();
        await DoneAsync("rotate-master-key", "--data", host.DataFolder);
        await host.StartAgainAsync();
        var place = $"/govchain/{Town}/{log.Split(' ')[1].Split('+')[0].Split('/')[^1]}";
        await UntilAsync(client, place + "/checkpoint", static text => text.Split('\n')[1] == "1");
        Assert.Contains("type key.change\n", await client.GetStringAsync(new Uri(place + "/tile/entries/000.p/1", UriKind.Relative), Ct), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, $"#!version 1\n#!faulty 0\n{log}\nwitness anderswo {witness} http://localhost:1/witness\nquorum anderswo\n", Ct);

        // Nobody signed yet; then the town does.
        Assert.Contains("is new and has not signed", await RefusedAsync("govchain", "check", file), StringComparison.Ordinal);
        Assert.Contains($"signed by govchain.{Town}.example/log/", await DoneAsync("govchain", "sign", file, "--town", Town, "--data", host.DataFolder), StringComparison.Ordinal);
        Assert.Contains("version 1 holds", await DoneAsync("govchain", "check", file), StringComparison.Ordinal);
        File.Copy(file, live);
        Assert.Equal(await File.ReadAllTextAsync(file, Ct), await UntilAsync(client, "/govchain/region", text => text.Contains("#!signed", StringComparison.Ordinal)));

        // What cannot be signed or called is said, with an exit code of its own.
        var unversioned = Path.Combine(folder, "unversioned");
        await File.WriteAllTextAsync(unversioned, log + "\nquorum none\n", Ct);
        Assert.Contains("has no version", await RefusedAsync("govchain", "sign", unversioned, "--town", Town, "--data", host.DataFolder), StringComparison.Ordinal);
        Assert.Contains("not frozen", await RefusedAsync("govchain", "recover", "--town", Town, "--data", host.DataFolder), StringComparison.Ordinal);
        foreach (var words in new string[][] { ["sign", file], ["sign", file, "--town", "nirgends"], ["rotate"], ["recover"], ["check", Path.Combine(folder, "nothing")] })
            Assert.Equal(2, (await RunningHost.RunAsync(["govchain", .. words, "--data", host.DataFolder])).Code);

        // A new key: the statement that both keys sign is printed and published; the next version lists the new log.
        var statement = await DoneAsync("govchain", "rotate", "--town", Town, "--data", host.DataFolder);
        Assert.True(SignedNote.TryParse(statement, out var note), statement);
        Assert.True(KeyChange.TryParse(note, out var change), statement);
        var again = await UntilAsync(client, "/govchain/members", text => text.Contains(change.New.ToString(), StringComparison.Ordinal));
        var hash = Convert.ToBase64String(Read(file).Hash);
        await File.WriteAllTextAsync(
            next, $"#!version 2\n#!previous {hash}\n#!faulty 0\n{log}\n{Line(again)}\n#!closed {change.Old.Name} {change.Size.ToString(CultureInfo.InvariantCulture)}\n"
            + $"witness anderswo {witness} http://localhost:1/witness\nquorum anderswo\n", Ct);
        Assert.Equal(1, (await RunningHost.RunAsync(["govchain", "check", next, "--after", file])).Code);
        await DoneAsync("govchain", "sign", next, "--town", Town, "--data", host.DataFolder);
        var verdict = await RunningHost.RunAsync(["govchain", "check", next, "--after", file]);
        Assert.True(verdict.Code == 0, verdict.Output);
        Assert.Equal(1, (await RunningHost.RunAsync(["govchain", "check", file, "--after", next])).Code);
    }

    private static Membership Read(string file) =>
        Membership.TryParse(File.ReadAllText(file), out var version, out var fault) ? version : throw new InvalidOperationException(fault);

    private static async Task<string> MembersAsync(HttpClient client) =>
        Line(await UntilAsync(client, "/govchain/members", static text => text.Contains("log ", StringComparison.Ordinal)));

    private static string Line(string members) => members.Split('\n').Single(static line => line.StartsWith("log ", StringComparison.Ordinal));

    private static async Task<string> UntilAsync(HttpClient client, string address, Func<string, bool> holds)
    {
        while (true)
        {
            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            if (answer.IsSuccessStatusCode && holds(text))
                return text;
            await Task.Delay(100, Ct);
        }
    }

    private static async Task<string> DoneAsync(params string[] words)
    {
        var (code, output, errors) = await RunningHost.RunAsync(words);
        Assert.True(code == 0, $"{string.Join(' ', words)}: {code} {output}{errors}");
        return output;
    }

    private static async Task<string> RefusedAsync(params string[] words)
    {
        var (code, output, errors) = await RunningHost.RunAsync(words);
        Assert.True(code == 1, $"{string.Join(' ', words)}: {code} {output}{errors}");
        return output + errors;
    }
}
