using System.Globalization;
using Rathaus.Ledger.Notes;
using static Rathaus.Ledger.Tests.Keys;

namespace Rathaus.Ledger.Tests;

/// <summary>Who may change the membership of a region, and which quorums are safe.</summary>
public sealed class MembershipTests
{
    private static readonly string[] Six = ["a", "b", "c", "d", "e", "f"];

    private static SignerKey Log(string house, string end = "") => LogKey($"{house}.example/log{end}");

    private static string Lines(IEnumerable<string> houses) => string.Concat(houses.Select(house =>
        $"log {Log(house).Verifier}\nwitness {house} {WitnessKey($"{house}.example/witness").Verifier}\n"));

    private static string Version(int number, string[] houses, int quorum, int faulty, Membership? before = null, string more = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"#!version {number}\n{(before is null ? "" : $"#!previous {Convert.ToBase64String(before.Hash)}\n")}#!faulty {faulty}\n{Lines(houses)}{more}group all-of-them {quorum} {string.Join(' ', houses)}\nquorum all-of-them\n");

    private static Membership Read(string text) => Membership.TryParse(text, out var read, out var fault) ? read : throw new InvalidOperationException(fault);

    private static Membership Signed(string text, params IEnumerable<string> houses) =>
        houses.Aggregate(Read(text), (version, house) => version.With(Log(house).Sign(version.SignedText)));

    private static Membership First => Signed(Version(1, Six, 4, 1), Six);

    [Fact]
    public void A_version_that_two_thirds_and_every_new_member_signed_follows_and_reads_back_as_it_was_written()
    {
        Assert.Null(First.FaultAfter(null));
        var next = Signed(Version(2, [.. Six, "g"], 4, 1, First), "a", "b", "c", "d", "g");
        Assert.Null(next.FaultAfter(First));
        Assert.Equal(next.ToString(), Read(next.ToString()).ToString());
        Assert.Null(Read(next.ToString()).FaultAfter(First));
        Assert.Equal(2, next.Version);
    }

    [Fact]
    public void Fewer_than_two_thirds_or_a_silent_new_member_do_not_change_a_region()
    {
        string text = Version(2, [.. Six, "g"], 4, 1, First);
        Assert.Contains("3 of 6", Signed(text, "a", "b", "c", "g").FaultAfter(First), StringComparison.Ordinal);
        Assert.Contains("g.example is new", Signed(text, Six).FaultAfter(First), StringComparison.Ordinal);
        Assert.Contains("a.example is new", Signed(Version(1, Six, 4, 1), "b", "c", "d", "e", "f").FaultAfter(null), StringComparison.Ordinal);

        // One house does not count twice, however often it signs or how many logs it has.
        var twice = Signed(text, "a", "a", "a", "b", "c", "g");
        Assert.Contains("3 of 6", twice.FaultAfter(First), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_over_another_text_or_by_a_stranger_is_no_signature()
    {
        var text = Version(2, Six, 4, 1, First);
        var taken = First.Signatures.Aggregate(Read(text), static (version, line) => version.With(line));
        Assert.Contains("does not hold", taken.FaultAfter(First), StringComparison.Ordinal);
        var strangers = Enumerable.Range(0, 6).Aggregate(Read(text), (version, number) => version.With(Log($"x{number}").Sign(version.SignedText)));
        Assert.Contains("0 of 6", strangers.FaultAfter(First), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_follows_exactly_the_one_before()
    {
        var second = Signed(Version(2, Six, 4, 1, First), Six);
        Assert.Contains("does not follow", Signed(Version(3, Six, 4, 1, First), Six).FaultAfter(First), StringComparison.Ordinal);
        Assert.Contains("does not follow", First.FaultAfter(second), StringComparison.Ordinal);
        Assert.Contains("does not follow", Signed(Version(2, Six, 4, 1), Six).FaultAfter(First), StringComparison.Ordinal);
        Assert.Contains("does not follow", Signed(Version(2, Six, 4, 1, second), Six).FaultAfter(First), StringComparison.Ordinal);
        Assert.Contains("no version", Read($"{Lines(Six)}group g 4 {string.Join(' ', Six)}\nquorum g\n").FaultAfter(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Logs_and_retired_keys_are_never_dropped_and_ends_never_moved()
    {
        var closed = Signed(Version(2, Six, 4, 1, First, $"#!closed f.example/log 9\n#!retired a {WitnessKey("old.example").Verifier} 1700000000\n"), Six);
        Assert.Null(closed.FaultAfter(First));
        Assert.Contains("drops or changes the key of f.example/log", Signed(Version(2, Six[..5], 4, 1, First), Six).FaultAfter(First), StringComparison.Ordinal);
        var rekeyed = Version(2, Six, 4, 1, First).Replace(Log("f").Verifier.ToString(), SignerKey.Of("f.example/log", KeyType.Log, new byte[32]).Verifier.ToString(), StringComparison.Ordinal);
        Assert.Contains("drops or changes the key", Signed(rekeyed, Six).FaultAfter(First), StringComparison.Ordinal);
        Assert.Contains("moves the end", Signed(Version(3, Six, 4, 1, closed, "#!closed f.example/log 10\n"), Six).FaultAfter(closed), StringComparison.Ordinal);
        Assert.Contains("drops the retired key", Signed(Version(3, Six, 4, 1, closed, "#!closed f.example/log 9\n"), Six).FaultAfter(closed), StringComparison.Ordinal);
    }

    /// <summary>k &gt; (n + f) / 2 for the n others of each town; and k of them can be reached while f are away.</summary>
    [Theory]
    [InlineData(5, 3, 1, true)]
    [InlineData(5, 2, 1, false)]
    [InlineData(7, 4, 1, true)]
    [InlineData(7, 3, 1, false)]
    [InlineData(7, 6, 1, false)]
    [InlineData(10, 6, 2, true)]
    [InlineData(10, 5, 2, false)]
    [InlineData(16, 10, 4, true)]
    [InlineData(16, 9, 4, false)]
    public void Two_quorums_share_an_honest_witness_whoever_lies(int towns, int quorum, int faulty, bool safe)
    {
        var houses = Enumerable.Range(0, towns).Select(number => string.Create(CultureInfo.InvariantCulture, $"t{number}")).ToArray();
        Assert.Equal(safe, QuorumRule.FaultOf(Read(Version(1, houses, quorum, faulty)).Policy) is null);
    }

    [Fact]
    public void An_operator_with_several_witnesses_counts_as_one_that_may_lie()
    {
        // Four of six, but two of them are run by the same centre: when it lies, three and three share one honest witness no more.
        string[] houses = [.. Six, "g"];
        Assert.Null(QuorumRule.FaultOf(Read(Version(1, houses, 4, 1)).Policy));
        Assert.Contains("krzn lie", QuorumRule.FaultOf(Read(Version(1, houses, 4, 1, more: "#!operator krzn a b\n")).Policy), StringComparison.Ordinal);
        Assert.Null(QuorumRule.FaultOf(Read(Version(1, [.. houses, "h"], 5, 1, more: "#!operator krzn a b\n")).Policy));
    }

    [Fact]
    public void Any_of_several_witnesses_can_be_shown_two_histories_and_is_no_group_for_a_quorum()
    {
        var text = $"#!version 1\n#!faulty 0\n{Lines(Six)}group x any a b\ngroup y any c d\ngroup z any e f\ngroup all-of-them 2 x y z\nquorum all-of-them\n";
        Assert.Contains("need not share", QuorumRule.FaultOf(Read(text).Policy), StringComparison.Ordinal);
        var majorities = $"#!version 1\n#!faulty 0\n{Lines([.. Six, "g", "h", "i"])}group x 2 a b c\ngroup y 2 d e f\ngroup z 2 g h i\ngroup all-of-them 2 x y z\nquorum all-of-them\n";
        Assert.Null(QuorumRule.FaultOf(Read(majorities).Policy));
    }

    [Theory]
    [InlineData("#!version 0\n")]
    [InlineData("#!version 1\n#!version 2\n")]
    [InlineData("#!version -1\n")]
    [InlineData("#!previous kein-hash\n")]
    [InlineData("#!faulty 6\n")]
    [InlineData("#!operator x z\n")]
    [InlineData("#!operator a a\n")]
    [InlineData("#!operator x a\n#!operator y a\n")]
    [InlineData("#!closed a.example/log -1\n")]
    [InlineData("#!closed a.example/log 1\n#!closed a.example/log 2\n")]
    [InlineData("#!retired z x 1\n")]
    [InlineData("#!retired a x 1\n")]
    [InlineData("#!other\n")]
    public void Faulty_lines_are_refused(string lines) =>
        Assert.False(Membership.TryParse($"{Lines(Six)}{lines}quorum a\n", out _, out _));

    [Theory]
    [InlineData("quorum b\n")]
    [InlineData("# a remark\n")]
    [InlineData("#!signed a.example/log kein-base64!\n")]
    public void Nothing_but_signatures_stands_below_signatures(string line) =>
        Assert.False(Membership.TryParse(First + line, out _, out _));

    [Fact]
    public void A_retired_key_counts_as_its_witness_for_what_it_saw_before_its_end()
    {
        var (old, time) = (WitnessKey("a.example/witness-old"), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var policy = Read($"{Lines(["a", "b"])}#!retired a {old.Verifier} 1700000000\nquorum a\n").Policy;
        var text = new Checkpoint("b.example/log", 0, Rathaus.Ledger.Merkle.TreeHash.Empty).ToString();
        SignedNote Note(SignerKey key, DateTimeOffset at) => new(text, [Log("b").Sign(text), key.Cosign(text, at)]);
        Assert.True(CheckpointJudge.Judge(Note(old, time), policy).QuorumMet);
        Assert.False(CheckpointJudge.Judge(Note(old, time.AddSeconds(1)), policy).QuorumMet);
        Assert.True(CheckpointJudge.Judge(Note(WitnessKey("a.example/witness"), time.AddYears(1)), policy).QuorumMet);
    }
}
