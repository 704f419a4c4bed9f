using System.Net;
using System.Text;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Keys;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Tiles;
using Rathaus.Ledger.Witnesses;
using Rathaus.Testing;
using static Rathaus.Ledger.Tests.Keys;

namespace Rathaus.Ledger.Tests;

/// <summary>The witness over HTTP: every status of C2SP tlog-witness, and what a lying log leaves behind.</summary>
public sealed class WitnessTests(WitnessHouse witness) : IClassFixture<WitnessHouse>
{
    private static int count;

    /// <summary>A log of its own for each test.</summary>
    private readonly SignerKey key = LogKey(WitnessHouse.OriginOf(Interlocked.Increment(ref count)));

    private readonly FrozenTime time = witness.Time;
    private readonly LedgerHouse house = witness.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Origin => key.Verifier.Name;

    /// <summary>A tree of a size whose entries carry a mark: other marks, other trees.</summary>
    private async Task<(SignedNote Note, IReadOnlyList<byte[]> Proof)> TreeAsync(long size, long old = 0, string mark = "", SignerKey? signer = null)
    {
        var edge = new TreeEdge(0, []);
        for (var i = 0; i < size; i++)
            edge.Append(TreeHash.Leaf(Encoding.UTF8.GetBytes($"{mark}{i}")));
        var tiles = edge.Changed().ToDictionary(tile => (tile.Level, tile.Index), tile => tile.Hashes);
        var text = new Checkpoint(Origin, size, edge.Root()).ToString();
        var proof = await TileTree.ConsistencyAsync(
            old, size, (_, _) => Task.FromResult<IReadOnlyDictionary<(int Level, long Index), byte[]>>(tiles), Ct);
        return (new SignedNote(text, [(signer ?? key).Sign(text)]), proof);
    }

    private async Task<HttpResponseMessage> PostAsync(string body) =>
        await house.Client.PostAsync("/witness/add-checkpoint", new ByteArrayContent(Encoding.UTF8.GetBytes(body)), Ct);

    private async Task<HttpResponseMessage> PostAsync(long old, long size, string mark = "", SignerKey? signer = null)
    {
        var (note, proof) = await TreeAsync(size, old, mark, signer);
        return await PostAsync(new AddCheckpoint(old, proof, note).ToString());
    }

    [Fact]
    public async Task A_log_that_only_grows_is_cosigned_with_the_time()
    {
        foreach (var (old, size) in new[] { (0L, 3L), (3, 3), (3, 300), (300, 301) })
        {
            using var answer = await PostAsync(old, size);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(NoteSignature.TryParse((await answer.Content.ReadAsStringAsync(Ct)).TrimEnd('\n'), out var line));
            var (note, _) = await TreeAsync(size);
            var witnessed = (await house.Get<WitnessKeys>().GetAsync(Ct)).Verifier;
            var opened = NoteOpener.Open(note.With([line]), [key.Verifier, witnessed]);
            Assert.Equal([null, time.GetUtcNow()], opened.Verified.Select(one => one.Time));
        }

        var last = await house.Client.GetStringAsync($"/witness/{OriginHash.Of(Origin)}/checkpoint", Ct);
        Assert.True(SignedNote.TryParse(last, out var kept));
        Assert.Equal(2, kept.Signatures.Count);
        Assert.DoesNotContain(await house.EvidenceAsync(), one => one.Origin == Origin);
    }

    [Fact]
    public async Task Another_size_than_the_known_one_is_409_with_the_known_one()
    {
        using var first = await PostAsync(0, 5);
        using var again = await PostAsync(0, 8);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal("text/x.tlog.size", again.Content.Headers.ContentType!.MediaType);
        Assert.Equal("5\n", await again.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_tree_that_does_not_contain_the_known_one_is_422_and_kept_as_evidence()
    {
        using var first = await PostAsync(0, 5);
        using var forked = await PostAsync(5, 8, mark: "x");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, forked.StatusCode);
        using var same = await PostAsync(5, 5, mark: "x");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, same.StatusCode);
        var found = await house.EvidenceAsync();
        Assert.Contains(found, one => one.Kind == EvidenceKind.Inconsistent && one.Origin == Origin);
        var fork = Assert.Single(found, one => one.Kind == EvidenceKind.Fork && one.Origin == Origin);

        // The bundle convinces anybody: two notes, one key.
        var parts = fork.Bundle.Split("\n--\n");
        Assert.True(VerifierKey.TryParse(parts[2].Trim(), out var named));
        Assert.All(parts[..2], part =>
        {
            Assert.True(SignedNote.TryParse(part.TrimEnd('\n') + "\n", out var note));
            Assert.Contains(NoteOpener.Open(note, [named]).Verified, line => line.Key == named);
        });
    }

    [Fact]
    public async Task A_first_checkpoint_needs_no_proof_and_an_empty_tree_the_empty_root()
    {
        var (note, proof) = await TreeAsync(5, 3);
        using var withProof = await PostAsync(new AddCheckpoint(0, proof, note).ToString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, withProof.StatusCode);
        var text = new Checkpoint(Origin, 0, new byte[32]).ToString();
        using var wrongRoot = await PostAsync(new AddCheckpoint(0, [], new SignedNote(text, [key.Sign(text)])).ToString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrongRoot.StatusCode);
    }

    [Fact]
    public async Task Strangers_are_404_and_false_signatures_403()
    {
        var text = new Checkpoint("govchain.unbekannt.example/log", 0, TreeHash.Empty).ToString();
        using var stranger = await PostAsync(new AddCheckpoint(0, [], new SignedNote(text, [LogKey("govchain.unbekannt.example/log").Sign(text)])).ToString());
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        using var forged = await PostAsync(0, 1, signer: SignerKey.Of(Origin, KeyType.Log, new byte[32]));
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var unknown = await house.Client.GetAsync($"/witness/{OriginHash.Of("x")}/checkpoint", Ct);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Malformed_requests_are_400_and_oversized_ones_413()
    {
        var (note, proof) = await TreeAsync(5, 3);
        var good = new AddCheckpoint(3, proof, note).ToString();
        var hash = Convert.ToBase64String(new byte[32]);
        string[] broken =
        [
            "", "old 0", "\n\n", good.Replace("old 3", "old 03", StringComparison.Ordinal), good.Replace("old 3", "old -3", StringComparison.Ordinal),
            good.Replace("old 3\n", "", StringComparison.Ordinal), good.Replace("old 3", "old 3 ", StringComparison.Ordinal),
            good.Replace("old 3\n", "old 3\nkein-hash\n", StringComparison.Ordinal), good[..^5],
            good.Replace("old 3\n", "old 3\n" + string.Concat(Enumerable.Repeat(hash + "\n", 64)), StringComparison.Ordinal),
            good.Replace("old 3", "old 6", StringComparison.Ordinal), good.Replace("\n", "\r\n", StringComparison.Ordinal),
        ];
        foreach (var body in broken)
        {
            using var answer = await PostAsync(body);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode}: {body}");
        }

        using var oversized = await PostAsync(new string('a', SignedNote.MostBytes + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, oversized.StatusCode);
    }

    [Fact]
    public async Task Of_many_at_once_one_moves_the_state_and_none_takes_it_back()
    {
        using var first = await PostAsync(0, 2);
        var answers = await Task.WhenAll(Enumerable.Range(3, 20).Select(size => PostAsync(2, size)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task A_witness_whose_database_came_from_a_backup_remembers_by_its_file()
    {
        using var first = await PostAsync(0, 5);
        await using (var super = await house.Database.OpenAsync(DatabaseRole.Super))
        await using (var command = new Npgsql.NpgsqlCommand("delete from ledger.witness_state", super))
            await command.ExecuteNonQueryAsync(Ct);
        await using var again = await LedgerHouse.StartAsync("zeuge", new Wire(), time, witness.PolicyFile, house.Database);
        var (note, _) = await TreeAsync(3, mark: "x");
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(new AddCheckpoint(0, [], note).ToString()));
        using var answer = await again.Client.PostAsync("/witness/add-checkpoint", body, Ct);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("5\n", await answer.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData(DatabaseRole.App)]
    [InlineData(DatabaseRole.Worker)]
    public async Task Requests_and_jobs_of_the_house_cannot_touch_the_memory_of_the_witness(DatabaseRole role)
    {
        using var first = await PostAsync(0, 5);
        await using var connection = await house.Database.OpenAsync(role);
        foreach (var attempt in new[]
        {
            "select size from ledger.witness_state", "update ledger.witness_state set size = 0", "delete from ledger.witness_state",
            "select sealed_key from ledger.witness_key", "set role rathaus_witness", "delete from ledger.evidence",
        })
        {
            await using var command = new Npgsql.NpgsqlCommand(attempt, connection);
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync(Ct));
            Assert.Equal("42501", refused.SqlState);
        }
    }
}
