using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Data;

/// <summary>The stored answer of a key (P2): same key and same body give the same answer for at least 30 days.</summary>
public sealed record IdempotencyRow
{
    public required string Key { get; init; }

    public required byte[] BodySha256 { get; init; }

    /// <summary>HTTP status of the first answer.</summary>
    public required short Status { get; init; }

    /// <summary>JSON of the first answer.</summary>
    public required string Response { get; init; }

    public static byte[] HashOf(string canonicalBody) => SHA256.HashData(Encoding.UTF8.GetBytes(canonicalBody));

    /// <summary>This row if it was the same body, else 409.</summary>
    public Outcome<IdempotencyRow> For(ReadOnlySpan<byte> bodySha256) =>
        BodySha256.AsSpan().SequenceEqual(bodySha256)
            ? this
            : Refusal.Conflict("idempotency.other-body", "Unter diesem Schlüssel wurde schon etwas anderes eingereicht.");
}

/// <summary>Statements on <c>kernel.idempotency</c> (town scope). Only successes are stored, never a shed or failed try.</summary>
public static class IdempotencySql
{
    /// <summary>How long an answer is kept: 30 days are promised, five more cover clocks and late clients.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    /// <summary>
    /// First statement of the transaction. Returns the keys that are new; a concurrent twin is waited for and then missing
    /// from the result: answer it by <see cref="Find"/> in a later statement.
    /// </summary>
    public static Sql Reserve(string scope, IReadOnlyList<IdempotencyRow> rows) => new(
        """
        insert into kernel.idempotency (municipality, scope, key, body_sha256, status, response)
        select @Town, @scope, r.key, r.hash, r.status, r.response::jsonb
        from unnest(@keys, @hashes, @statuses, @responses) as r(key, hash, status, response)
        on conflict do nothing
        returning key
        """,
        new
        {
            scope,
            keys = rows.Select(row => row.Key).ToArray(),
            hashes = rows.Select(row => row.BodySha256).ToArray(),
            statuses = rows.Select(row => row.Status).ToArray(),
            responses = rows.Select(row => row.Response).ToArray(),
        });

    /// <summary>The stored rows of these keys (<see cref="IdempotencyRow"/>).</summary>
    public static Sql Find(string scope, IReadOnlyList<string> keys) => new(
        """
        select key, body_sha256, status, response::text as response
        from kernel.idempotency
        where municipality = @Town and scope = @scope and key = any(@keys)
        """,
        new { scope, keys = keys.ToArray() });

    /// <summary>For a key reserved before its answer was known, in the same transaction.</summary>
    public static Sql Answer(string scope, string key, short status, string responseJson) => new(
        """
        update kernel.idempotency
        set status = @status, response = @responseJson::jsonb
        where municipality = @Town and scope = @scope and key = @key
        """,
        new { scope, key, status, responseJson });
}
