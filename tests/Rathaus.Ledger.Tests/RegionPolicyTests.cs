using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Notes;
using static Rathaus.Ledger.Tests.Keys;

namespace Rathaus.Ledger.Tests;

/// <summary>Which membership file a house takes, also after a restart.</summary>
public sealed class RegionPolicyTests : IDisposable
{
    private static readonly string[] Houses = ["a", "b", "c", "d", "e", "f"];
    private readonly string root = Directory.CreateTempSubdirectory("rathaus-region-").FullName;
    private int clock;

    private string PolicyFile => Path.Combine(root, "region.policy");

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static string Text(int version, Membership? before, string more = "")
    {
        var lines = string.Concat(Houses.Select(house => $"log {Log(house).Verifier}\nwitness {house} {WitnessKey($"{house}.example/witness").Verifier}\n"));
        var head = version == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"#!version {version}\n#!faulty 1\n");
        var previous = before is null ? "" : $"#!previous {Convert.ToBase64String(before.Hash)}\n";
        return $"{head}{previous}{lines}{more}group all-of-them 4 {string.Join(' ', Houses)}\nquorum all-of-them\n";
    }

    private static SignerKey Log(string house) => LogKey($"{house}.example/log");

    private static Membership Signed(string text, int members) => Membership.TryParse(text, out var read, out var fault)
        ? Houses.Take(members).Aggregate(read, (version, house) => version.With(Log(house).Sign(version.SignedText)))
        : throw new InvalidOperationException(fault);

    private RegionPolicy House()
    {
        var folder = DataFolder.Of(new DatabaseOptions { DataFolder = root, ConnectionString = "Host=nowhere.example" });
        return new RegionPolicy(
            Options.Create(new LedgerOptions { PolicyFile = PolicyFile }), new SecondPlace(folder), folder, NullLogger<RegionPolicy>.Instance);
    }

    /// <summary>Each with a later time than the one before.</summary>
    private void Write(string text)
    {
        File.WriteAllText(PolicyFile, text);
        File.SetLastWriteTimeUtc(PolicyFile, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(clock++));
    }

    [Fact]
    public void A_signed_version_replaces_a_plain_file_and_only_its_successor_replaces_it()
    {
        var house = House();
        Write(Text(0, null));
        Assert.Equal(6, house.Current.Logs.Count);
        Assert.Null(house.Adopted);
        var first = Signed(Text(1, null), 6);
        Write(first.ToString());
        Assert.Equal(1, house.Adopted!.Version);

        foreach (var (text, fault) in new[]
        {
            (Text(0, null), "has no version"), (Signed(Text(2, first), 3).ToString(), "3 of 6"), (Signed(Text(3, first), 6).ToString(), "does not follow"),
            ("quorum none\n", "has no version"), ("nonsense", "line 1"),
        })
        {
            Write(text);
            Assert.Equal(1, house.Adopted!.Version);
            Assert.Equal(first.ToString(), house.Current.Text);
            Assert.Contains(fault, house.Fault, StringComparison.Ordinal);
        }

        var second = Signed(Text(2, first, "#!closed f.example/log 9\n"), 4);
        Write(second.ToString());
        Assert.Equal(2, house.Adopted!.Version);
        Assert.Null(house.Fault);
        Assert.Equal(9, house.Current.Terms.EndOf("f.example/log"));
    }

    [Fact]
    public void A_restart_forgets_neither_the_version_nor_the_keys_that_were_changed()
    {
        var first = Signed(Text(1, null), 6);
        Write(first.ToString());
        Assert.Equal(1, House().Adopted!.Version);
        var next = LogKey("a.example/log-2");
        var change = new KeyChange(Log("a").Verifier, next.Verifier, 5, DateTimeOffset.UnixEpoch).Sign(Log("a"), next);
        new SecondPlace(DataFolder.Of(new DatabaseOptions { DataFolder = root, ConnectionString = "Host=nowhere.example" })).Write(RegionPolicy.KeyChanges, "a.example/log", change);

        // The file is gone or an old one lies there again: what was adopted counts.
        Write(Text(0, null));
        var house = House();
        Assert.Equal(1, house.Adopted!.Version);
        Assert.Equal(next.Verifier, house.Current.FindLog("a.example/log-2")!.Key);
        Assert.Equal(5, house.Current.Terms.EndOf("a.example/log"));
        File.Delete(PolicyFile);
        Assert.Equal(7, House().Current.Logs.Count);

        // The next version lists the new log; whose old key was changed signs with the new one.
        var text = Text(2, first, $"#!closed a.example/log 5\nlog {next.Verifier}\n");
        Write(Signed(text, 4).ToString());
        Assert.Equal(1, house.Adopted!.Version);
        Write(Signed(text, 4).With(next.Sign(text)).ToString());
        Assert.Equal(2, house.Adopted!.Version);
    }
}
