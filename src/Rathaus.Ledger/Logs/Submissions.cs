using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Merkle;

namespace Rathaus.Ledger.Logs;

/// <summary>Makes entries out of requests and hands them in; answers how far they have come.</summary>
internal sealed class Submissions(LedgerTowns towns, TownDatabase database, LedgerBell bell, TimeProvider time) : IProofs
{
    public Sql Submit(short municipality, ProofRequest request) => Submit(municipality, [request]);

    /// <summary>Many in one statement.</summary>
    public Sql Submit(short municipality, IReadOnlyList<ProofRequest> requests)
    {
        var made = requests.Select(request => Make(municipality, request)).ToList();
        return new Sql(
            """
            with new as (
              select key, entry, leaf, personal, previous, salt, document, meta
              from unnest(@keys, @entries, @leaves, @personal, @previous, @salts, @documents, @metas)
                as n(key, entry, leaf, personal, previous, salt, document, meta)
            ), taken as (
              insert into ledger.submission (municipality, key, entry, leaf, personal, previous, submitted_at)
              select @Town, key, entry, leaf, personal, nullif(previous, ''::bytea), @now from new
              on conflict (municipality, key) do nothing
              returning id, key
            ), queued as (
              insert into ledger.pending (municipality, submission) select @Town, id from taken
            )
            insert into ledger.opening (municipality, submission, salt, document_sha256, meta)
            select @Town, taken.id, new.salt, new.document, new.meta
            from taken
            join new on new.key = taken.key
            """,
            new
            {
                now = time.GetUtcNow(),
                keys = requests.Select(static request => request.Key).ToArray(),
                entries = made.Select(static one => one.Entry).ToArray(),
                leaves = made.Select(static one => TreeHash.Leaf(one.Entry)).ToArray(),
                personal = made.Select(static one => one.Personal).ToArray(),
                previous = requests.Select(static request => request.Previous ?? []).ToArray(),
                salts = made.Select(static one => one.Salt).ToArray(),
                documents = requests.Select(static request => request.DocumentHash).ToArray(),
                metas = made.Select(static one => one.Meta).ToArray(),
            });
    }

    public void Wake() => bell.Ring();

    public IReadOnlyList<Sql> Erase(short municipality, IReadOnlyList<string> keys)
    {
        if (keys.Count == 0)
            return [];

        // Only the number is told, and the key of this entry tells nothing of those it is about.
        var meta = new JsonObject { ["act"] = "erasure", ["count"] = keys.Count };
        return
        [
            new Sql(
                """
                delete from ledger.opening o
                using ledger.submission s
                where o.municipality = @Town and s.municipality = @Town and s.id = o.submission and s.key = any(@keys)
                """,
                new { keys = keys.ToArray() }),
            new Sql("update ledger.submission set key = null where municipality = @Town and key = any(@keys)", new { keys = keys.ToArray() }),
            Submit(municipality, new ProofRequest(
                ProofType.AdministratorAct, SHA256.HashData(Commitment.MetaBytes(meta)), meta,
                string.Create(CultureInfo.InvariantCulture, $"erasure/{Guid.CreateVersion7(time.GetUtcNow())}"))),
        ];
    }

    public IReadOnlyList<Sql> Act(short? municipality, string act) => BehindRegion(
        municipality ?? towns.First?.Number, ProofType.AdministratorAct, new JsonObject { ["act"] = act }, "act");

    public IReadOnlyList<Sql> KeyChange(string key) => BehindRegion(
        towns.First?.Number, ProofType.KeyChange, new JsonObject { ["art"] = "rathaus-house-key/v1", ["key"] = key }, "house-key");

    private IReadOnlyList<Sql> BehindRegion(short? municipality, string type, JsonObject meta, string prefix)
    {
        if (municipality is not { } town)
            return [];
        var insert = Submit(town, new ProofRequest(
            type, SHA256.HashData(Commitment.MetaBytes(meta)), meta,
            string.Create(CultureInfo.InvariantCulture, $"{prefix}/{Guid.CreateVersion7(time.GetUtcNow())}")));

        // The town is stated for this one statement; what follows in the transaction is region work again.
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"set local rathaus.municipality = '{town}'"),
            insert with { Text = insert.Text.Replace("@Town", "kernel.town()", StringComparison.Ordinal) },
            "set local rathaus.municipality = ''",
        ];
    }

    public async Task<ProofState?> FindAsync(short municipality, string key, CancellationToken ct)
    {
        var row = await database.For(municipality).QuerySingleOrDefaultAsync<StateRow>(
            """
            select s.leaf, l.origin, p.idx,
              exists (
                select from ledger.checkpoint c
                where c.municipality = @Town and c.log = p.log and c.size > p.idx) as proven
            from ledger.submission s
            left join ledger.place p on p.municipality = @Town and p.submission = s.id
            left join ledger.log l on l.municipality = @Town and l.id = p.log
            where s.municipality = @Town and s.key = @key
            """,
            new { key }, ct);
        return row is null ? null : new ProofState(row.Leaf, row.Origin, row.Idx, row.Proven);
    }

    /// <summary>The text of an entry and what opens it.</summary>
    private Made Make(short municipality, ProofRequest request)
    {
        var type = EntryType.Find(request.Type) ?? throw new ArgumentException($"'{request.Type}' is no type of entry", nameof(request));
        if (type.Personal && request.Public)
            throw new ArgumentException("An entry about a person is not public", nameof(request));
        var meta = Commitment.MetaBytes(request.Meta);
        var salt = request.Salt ?? Commitment.NewSalt();
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        var entry = new LedgerEntry(
            type.Name, towns.Of(municipality).Ars, type.Personal ? seconds - (seconds % LedgerEntry.PersonalSeconds) : seconds,
            Commitment.Of(salt, request.DocumentHash, meta), request.Previous, request.Public ? request.DocumentHash : null);
        return new Made(entry.ToBytes(), salt, Encoding.UTF8.GetString(meta), type.Personal);
    }

    private sealed record Made(byte[] Entry, byte[] Salt, string Meta, bool Personal);

    internal sealed record StateRow
    {
        public required byte[] Leaf { get; init; }

        public string? Origin { get; init; }

        public long? Idx { get; init; }

        public required bool Proven { get; init; }
    }
}
