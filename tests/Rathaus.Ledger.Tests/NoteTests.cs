using System.Text;
using Rathaus.Ledger.Notes;
using static Rathaus.Ledger.Tests.Keys;

namespace Rathaus.Ledger.Tests;

/// <summary>Signed notes, checkpoints and cosignatures, the good ones and the hostile ones.</summary>
public sealed class NoteTests
{
    private const string Text = "govchain.stadt.example/log/2026\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    private static readonly SignerKey Log = LogKey("govchain.stadt.example/log/2026");
    private static readonly SignerKey Witness = WitnessKey("govchain.nachbar.example/witness");
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static SignedNote Good => new(Text, [Log.Sign(Text), Witness.Cosign(Text, Noon)]);

    [Fact]
    public void A_note_is_read_back_as_it_was_written_and_its_signatures_hold()
    {
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(Good.ToString()), out var note));
        Assert.Equal(Good.ToString(), note.ToString());
        var opened = NoteOpener.Open(note, [Log.Verifier, Witness.Verifier]);
        Assert.True(opened.IsGood);
        Assert.Equal([null, Noon], opened.Verified.Select(line => line.Time));
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
        Assert.Equal(0, checkpoint.Size);
    }

    [Fact]
    public void Every_single_bit_of_a_note_matters()
    {
        var bytes = Encoding.UTF8.GetBytes(Good.ToString());
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            var changed = bytes.ToArray();
            changed[i / 8] ^= (byte)(1 << (i % 8));
            var still = SignedNote.TryParse(changed, out var note) && note.Text == Text
                && NoteOpener.Open(note, [Log.Verifier, Witness.Verifier]) is { Broken.Count: 0, Verified.Count: 2 };
            Assert.False(still, $"bit {i} can be turned unseen");
        }
    }

    [Fact]
    public void Signatures_of_unknown_keys_count_for_nothing_and_false_ones_of_known_keys_reject_the_note()
    {
        var stranger = LogKey("govchain.fremd.example/log");
        Assert.False(NoteOpener.Open(Good, [stranger.Verifier]).IsGood);
        Assert.Equal(2, NoteOpener.Open(Good, [stranger.Verifier]).Unknown.Count);

        var forged = Log.Sign(Text) with { Bytes = new byte[64] };
        var opened = NoteOpener.Open(new SignedNote(Text, [Witness.Cosign(Text, Noon), forged]), [Log.Verifier, Witness.Verifier]);
        Assert.False(opened.IsGood);
        Assert.Equal([Log.Verifier.Name], opened.Broken);
    }

    [Fact]
    public void The_same_key_counts_once_however_often_it_signed()
    {
        var note = new SignedNote(Text, [Witness.Cosign(Text, Noon), Witness.Cosign(Text, Noon.AddHours(1))]);
        Assert.Single(NoteOpener.Open(note, [Witness.Verifier]).Verified);
    }

    [Fact]
    public void A_log_key_is_no_witness_key_even_with_the_same_name_and_bytes()
    {
        var seed = new byte[32];
        var (log, witness) = (SignerKey.Of("a.example", KeyType.Log, seed), SignerKey.Of("a.example", KeyType.Witness, seed));
        Assert.NotEqual(log.Verifier.Id, witness.Verifier.Id);
        Assert.False(NoteOpener.Open(new SignedNote(Text, [log.Sign(Text)]), [witness.Verifier]).IsGood);
        Assert.Throws<InvalidOperationException>(() => log.Cosign(Text, Noon));
        Assert.Throws<InvalidOperationException>(() => witness.Sign(Text));
    }

    public static TheoryData<string> Hostile => new(
        "", "\n", "\n\n", "text", "text\n", "text\n\n", "text\n\n\n", "text\n\n— a", "text\n\n— a b\n", "text\n\n— a AAAA\n",
        "text\n\n— a AAAAAAA=\r\n", "text\n\n-- a AAAAAAA=\n", "text\n\n—  a AAAAAAA=\n", "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a AAAAAAA=\n\n", "te\u0000xt\n\n— a AAAAAAA=\n", "te\txt\n\n— a AAAAAAA=\n", "text\n\n— a AAAAAAB=\n",
        "text\n\n— a AAAAAAA= x\n", "text\n\n— a AAAAAAA\n", "text\n\n— \u00a0 AAAAAAA=\n", "text\n\n— a _AAAAAA=\n");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_is_no_note_is_refused(string text) => Assert.False(SignedNote.TryParse(text, out _));

    [Fact]
    public void Notes_of_invalid_UTF8_or_without_end_are_refused()
    {
        Assert.False(SignedNote.TryParse([0xff, 0xfe, (byte)'\n'], out _));
        Assert.False(SignedNote.TryParse(new byte[SignedNote.MostBytes + 1], out _));
        var line = Log.Sign(Text).ToString();
        Assert.True(SignedNote.TryParse(Text + "\n" + string.Concat(Enumerable.Repeat(line, 128)), out _));
        Assert.False(SignedNote.TryParse(Text + "\n" + string.Concat(Enumerable.Repeat(line, 129)), out _));
    }

    [Theory]
    [InlineData("a.example\n1\n")]
    [InlineData("a.example\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a.example\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a.example\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a.example\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a.example\n1\nV3JvbmdSb290\n")]
    [InlineData("a example\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("a.example\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n")]
    [InlineData("\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.False(Checkpoint.TryParse(text, out _));

    [Fact]
    public void An_empty_tree_has_one_root_only()
    {
        Assert.True(Checkpoint.TryParse("a.example\n0\nV3JvbmdSb290V3JvbmdSb290V3JvbmdSb290V3JvbmQ=\n", out var checkpoint));
        Assert.False(checkpoint.IsPossible);
    }

    [Fact]
    public void A_proof_is_read_back_and_broken_ones_are_refused()
    {
        var proof = new TlogProof(new byte[32], 5, [new byte[32], new byte[32]], Good);
        var text = proof.ToString();
        Assert.True(TlogProof.TryParse(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(text, read.ToString());
        var path = Convert.ToBase64String(new byte[32]) + "\n";
        string[] broken =
        [
            text.Replace("@v1", "@v2", StringComparison.Ordinal),
            text.Replace("index 5", "index 05", StringComparison.Ordinal),
            text.Replace("index 5\n", "", StringComparison.Ordinal),
            text.Replace("index 5", "index 5 ", StringComparison.Ordinal),
            text.Replace("extra ", "extra  ", StringComparison.Ordinal),
            text.Replace(path, path.Replace("=", "", StringComparison.Ordinal), StringComparison.Ordinal),
            text.Replace("index 5\n", "index 5\n" + string.Concat(Enumerable.Repeat(path, 63)), StringComparison.Ordinal),
            text.Replace("\n\n", "\n", StringComparison.Ordinal),
            text[..^1],
            "",
        ];
        Assert.All(broken, one => Assert.False(TlogProof.TryParse(Encoding.UTF8.GetBytes(one), out _), one));
    }
}
