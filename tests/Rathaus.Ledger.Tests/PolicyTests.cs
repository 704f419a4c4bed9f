using Rathaus.Ledger.Notes;
using static Rathaus.Ledger.Tests.Keys;

namespace Rathaus.Ledger.Tests;

/// <summary>Which cosignatures are enough (C2SP tlog-policy).</summary>
public sealed class PolicyTests
{
    private static readonly VerifierKey[] Witnesses = [.. Enumerable.Range(1, 6).Select(number => WitnessKey($"w{number}.example").Verifier)];

    private static string Lines =>
        $"log {LogKey("l.example").Verifier} https://l.example/govchain\n"
        + string.Concat(Witnesses.Select((key, i) => $"witness W{i + 1} {key} https://w{i + 1}.example/witness\n"));

    private static TrustPolicy Policy(string text) =>
        TrustPolicy.TryParse(text, out var policy, out var fault) ? policy : throw new InvalidOperationException(fault);

    private static HashSet<VerifierKey> Set(params int[] numbers) => [.. numbers.Select(number => Witnesses[number - 1])];

    [Fact]
    public void Groups_count_as_one_member_however_many_of_them_signed()
    {
        var policy = Policy(Lines + """
            # two computing centres and a town on its own
            group a any W1 W2 W3
            group b 2 W4 W5
            group all-of-them 2 a b W6
            quorum all-of-them

            """);
        Assert.False(policy.IsMet(Set()));
        Assert.False(policy.IsMet(Set(1, 2, 3)));
        Assert.False(policy.IsMet(Set(1, 4)));
        Assert.True(policy.IsMet(Set(1, 6)));
        Assert.True(policy.IsMet(Set(4, 5, 6)));
        Assert.True(policy.IsMet(Set(3, 4, 5)));
        Assert.Equal(6, policy.Witnesses.Count);
        Assert.Equal(new Uri("https://l.example/govchain"), policy.FindLog("l.example")!.Address);
    }

    [Fact]
    public void A_single_witness_and_nobody_are_quorums_too()
    {
        Assert.True(Policy(Lines + "quorum W1\n").IsMet(Set(1)));
        Assert.False(Policy(Lines + "quorum W1\n").IsMet(Set(2)));
        Assert.True(Policy("quorum none").IsMet(Set()));
        Assert.False(Policy("quorum none").NeedsWitnesses);
    }

    [Fact]
    public void A_witness_of_another_key_with_the_same_name_does_not_count()
    {
        var other = SignerKey.Of("w1.example", KeyType.Witness, new byte[32]).Verifier;
        Assert.False(Policy(Lines + "quorum W1\n").IsMet(new HashSet<VerifierKey> { other }));
    }

    public static TheoryData<string> Faulty => new(
        "", "quorum", "quorum W1 W2\n", "quorum W9\n", "quorum W1\nquorum W2\n", "group g any W9\nquorum g\n", "group none any W1\nquorum none\n",
        "group g 0 W1\nquorum g\n", "group g 2 W1\nquorum g\n", "group g 01 W1\nquorum g\n", "group g any\nquorum g\n",
        "group g 2 W1 W1\nquorum g\n", "group g any g\nquorum g\n", "group g any W1\ngroup h any W1\nquorum h\n", "group W1 any W2\nquorum W1\n",
        "group g any none\nquorum g\n", "quorum W1\r\n", "quorum\u0000 W1\n", "witness W1 x\nquorum none\n", "Quorum none\n", "unknown\nquorum none\n");

    [Theory]
    [MemberData(nameof(Faulty))]
    public void What_is_no_policy_is_refused_with_its_line(string text)
    {
        Assert.False(TrustPolicy.TryParse(Lines + text, out _, out var fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void A_log_key_is_no_witness_and_no_key_stands_twice()
    {
        var (log, witness) = (LogKey("x.example").Verifier, Witnesses[0]);
        Assert.False(TrustPolicy.TryParse($"witness X {log}\nquorum X\n", out _, out _));
        Assert.False(TrustPolicy.TryParse($"log {witness}\nquorum none\n", out _, out _));
        Assert.False(TrustPolicy.TryParse($"witness A {witness}\nwitness B {witness}\nquorum A\n", out _, out _));
        Assert.False(TrustPolicy.TryParse($"log {log}\nlog {log}\nquorum none\n", out _, out _));
        Assert.False(TrustPolicy.TryParse($"log {log} file:///etc/passwd\nquorum none\n", out _, out _));
        Assert.False(TrustPolicy.TryParse(string.Concat(Enumerable.Repeat("#\n", 2000)) + "quorum none\n", out _, out _));
    }
}
