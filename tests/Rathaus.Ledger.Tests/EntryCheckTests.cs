using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Monitors;

namespace Rathaus.Ledger.Tests;

/// <summary>What monitors find wrong with an entry of another town.</summary>
public sealed class EntryCheckTests
{
    private const string Org = "051240000000";
    private static readonly DateTimeOffset Seen = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static LedgerEntry Entry(string type = "file.version", TimeSpan after = default) =>
        new(type, Org, (Seen + after).ToUnixTimeSeconds(), new byte[32], null, null);

    private static string? FaultOf(LedgerEntry entry, string org = Org) => EntryCheck.FaultOf(entry.ToBytes(), 7, org, Seen, Seen.AddMinutes(1));

    [Fact]
    public void An_entry_of_the_town_and_the_hour_is_in_order()
    {
        Assert.Null(FaultOf(Entry()));
        Assert.Null(FaultOf(Entry(after: TimeSpan.FromMinutes(6))));
        Assert.Null(FaultOf(Entry("cert.issue", TimeSpan.FromHours(-1))));
    }

    [Fact]
    public void Back_dated_and_future_entries_foreign_towns_and_unknown_types_are_found()
    {
        Assert.Contains("back-dated", FaultOf(Entry(after: TimeSpan.FromMinutes(-66))), StringComparison.Ordinal);
        Assert.Contains("ahead", FaultOf(Entry(after: TimeSpan.FromMinutes(7))), StringComparison.Ordinal);
        Assert.Contains("in the log of 057110000000", FaultOf(Entry(), "057110000000"), StringComparison.Ordinal);
        Assert.Contains("unknown type", FaultOf(Entry("something.else")), StringComparison.Ordinal);
        Assert.Contains("has not the form", EntryCheck.FaultOf("rathaus-entry/v1\nname Erika Mustermann\n"u8.ToArray(), 7, Org, Seen, Seen), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_about_a_person_that_tells_the_minute_or_the_document_is_found()
    {
        Assert.Contains("tells more about a person", FaultOf(Entry("cert.issue", TimeSpan.FromMinutes(1))), StringComparison.Ordinal);
        Assert.Contains("tells more about a person", FaultOf(Entry("cert.issue") with { PublicHash = new byte[32] }), StringComparison.Ordinal);
    }
}
