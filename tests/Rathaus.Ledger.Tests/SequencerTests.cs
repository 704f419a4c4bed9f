using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Tests;

/// <summary>How entries get their places, on a real database.</summary>
public sealed class SequencerTests(LonelyHouse lonely) : IClassFixture<LonelyHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_are_integrated_once_and_proven_by_what_is_published()
    {
        var house = await lonely.FreshAsync();
        await house.SubmitAsync(Enumerable.Range(0, 300).Select(number => LedgerHouse.Request($"doc/{number}")));
        await house.SubmitAsync(LedgerHouse.Request("doc/7", document: "another document"));
        await house.IntegrateAsync();
        await house.IntegrateAsync();
        await house.PublishAsync();

        var log = await house.LogAsync();
        Assert.Equal(300, log.Size);
        var shown = (await house.Get<LogReader>().FindAsync(house.Town, LogReader.NameOf(log), Ct))!;
        foreach (var number in new[] { 0, 7, 255, 256, 299 })
        {
            var state = (await house.Proofs.FindAsync(house.Number, $"doc/{number}", Ct))!;
            Assert.True(state.Proven);
            var proof = (await house.Get<LogReader>().ProofAsync(shown, state.Index!.Value, Ct))!;
            Assert.True(Checkpoint.TryParse(proof.Note.Text, out var checkpoint));
            Assert.True(NoteOpener.Open(proof.Note, [log.Verifier]).IsGood);
            Assert.True(InclusionProof.Verify((ulong)proof.Index, (ulong)checkpoint.Size, state.Leaf, proof.Path, checkpoint.Root));
        }

        Assert.Null(await house.Get<LogReader>().ProofAsync(shown, 300, Ct));
    }

    [Fact]
    public async Task Two_writers_at_once_give_every_entry_exactly_one_place()
    {
        var house = await lonely.FreshAsync();
        await using var other = await LedgerHouse.StartAsync("a", new Wire(), lonely.Time, database: house.Database, number: house.Number);
        var writing = Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var number = 0; number < 25; number++)
            {
                await house.SubmitAsync(LedgerHouse.Request($"{writer}/{number}"));
                await Task.WhenAll(house.IntegrateAsync(), other.IntegrateAsync());
            }
        });
        await Task.WhenAll(writing);
        await house.IntegrateAsync();
        await house.IntegrateAsync();

        var log = await house.LogAsync();
        Assert.Equal(200, log.Size);
        Assert.Equal(200, await house.Scope.QuerySingleAsync<long>(
            "select count(distinct submission) from ledger.place where municipality = @Town", null, Ct));
        Assert.Equal(0, await house.Scope.QuerySingleAsync<long>("select count(*) from ledger.pending where municipality = @Town", null, Ct));
        await house.PublishAsync();
        await AssertTreeAsync(house);
    }

    [Fact]
    public async Task A_writer_killed_in_the_middle_leaves_nothing_half_done()
    {
        var house = await lonely.FreshAsync();
        await house.SubmitAsync(Enumerable.Range(0, 50).Select(number => LedgerHouse.Request($"doc/{number}")));
        await using (var super = await house.Database.OpenAsync(DatabaseRole.Super))
        {
            // The last statement of the writer waits for a lock, and its session is ended while it waits.
            await using var blocking = await super.BeginTransactionAsync(Ct);
            await RunAsync(super, "lock table ledger.tile in access exclusive mode");
            var writing = house.IntegrateAsync();
            await using var second = await house.Database.OpenAsync(DatabaseRole.Super);
            while (await RunAsync(second, "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query ~ 'ledger'") == 0)
                await Task.Delay(20, Ct);
            await Assert.ThrowsAnyAsync<Exception>(() => writing);
            await blocking.RollbackAsync(Ct);
        }

        Assert.Equal(0, (await house.LogAsync()).Size);
        await house.IntegrateAsync();
        await house.PublishAsync();
        Assert.Equal(50, (await house.LogAsync()).Size);
        await AssertTreeAsync(house);
    }

    [Fact]
    public async Task Entries_about_persons_tell_the_hour_and_lose_their_order()
    {
        var (time, house) = (lonely.Time, await lonely.FreshAsync());
        time.Set(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        time.Advance(TimeSpan.FromMinutes(17));
        await house.SubmitAsync(Enumerable.Range(0, 64).Select(number => LedgerHouse.Request($"cert/{number}", "cert.issue")));
        await house.IntegrateAsync();
        var rows = await house.Scope.QueryAsync<byte[]>(
            "select s.entry from ledger.place p join ledger.submission s on s.municipality = @Town and s.id = p.submission where p.municipality = @Town order by p.idx",
            null, Ct);
        Assert.All(rows, row =>
        {
            Assert.True(LedgerEntry.TryParse(row, out var entry));
            Assert.Equal(time.GetUtcNow().AddMinutes(-17), entry.At);
            Assert.Null(entry.PublicHash);
        });
        var order = await house.Scope.QueryAsync<long>("select submission from ledger.place where municipality = @Town order by idx", null, Ct);
        Assert.NotEqual(order.Order(), order);
        Assert.Throws<ArgumentException>(() => house.Proofs.Submit(house.Number, LedgerHouse.Request("x", "cert.issue") with { Public = true }));
        Assert.Throws<ArgumentException>(() => house.Proofs.Submit(house.Number, LedgerHouse.Request("x", "something.else")));
    }

    [Fact]
    public async Task After_the_opening_is_erased_nobody_can_confirm_a_guessed_document()
    {
        var house = await lonely.FreshAsync();
        var request = LedgerHouse.Request("erased/1", "cert.issue", "Meldebescheinigung Erika Mustermann");
        await house.SubmitAsync(request);
        await house.IntegrateAsync();
        await house.PublishAsync();
        var entry = await house.Scope.QuerySingleAsync<byte[]>("select entry from ledger.submission where municipality = @Town", null, Ct);
        await house.Scope.ExecuteBatchAsync(house.Proofs.Erase(house.Number, ["erased/1"]), Ct);
        await house.IntegrateAsync();

        // Whoever guesses document and meta data rightly and has every byte of the database and of the log tries what is left.
        Assert.True(LedgerEntry.TryParse(entry, out var left));
        Assert.Null(await house.Proofs.FindAsync(house.Number, "erased/1", Ct));
        await using var super = await house.Database.OpenAsync(DatabaseRole.Super);
        var dump = await HouseDump.ReadAsync(super, "ledger", Ct);
        var meta = Commitment.MetaBytes(request.Meta);
        Assert.DoesNotContain(
            HouseDump.Windows(dump, Commitment.SaltSize),
            guess => TreeHash.Same(Commitment.Of(guess, request.DocumentHash, meta), left.Commit));
        Assert.DoesNotContain(Convert.ToHexStringLower(request.DocumentHash), dump, StringComparison.Ordinal);
        Assert.DoesNotContain("erased/1", dump, StringComparison.Ordinal);
        Assert.Equal(2, (await house.LogAsync()).Size);
    }

    [Fact]
    public async Task The_key_of_a_log_lies_encrypted_in_the_database()
    {
        var house = await lonely.FreshAsync();
        var log = await house.LogAsync();
        var signer = await house.Logs.SignerAsync(log, Ct);
        Assert.Equal(log.Verifier, signer.Verifier);
        Assert.Equal(12 + 32 + 16, log.SealedKey.Length);
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() =>
            house.Logs.SignerAsync(log with { Origin = "govchain.b.example/log/2026" }, Ct));
    }

    private static async Task AssertTreeAsync(LedgerHouse house)
    {
        var log = await house.LogAsync();
        var shown = (await house.Get<LogReader>().FindAsync(house.Town, LogReader.NameOf(log), Ct))!;
        for (var index = 0L; index < log.Size; index++)
        {
            var leaf = await house.Scope.QuerySingleAsync<byte[]>(
                "select s.leaf from ledger.place p join ledger.submission s on s.municipality = @Town and s.id = p.submission where p.municipality = @Town and p.idx = @index",
                new { index }, Ct);
            var proof = (await house.Get<LogReader>().ProofAsync(shown, index, Ct))!;
            Assert.True(InclusionProof.Verify((ulong)index, (ulong)log.Size, leaf, proof.Path, log.Root));
        }
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = 0;
        while (await reader.ReadAsync(Ct))
            rows++;
        return rows;
    }
}
