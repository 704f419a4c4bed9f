using Rathaus.Cases.Data;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// Documents with their proof inside, sealed by the town (PAdES B-B, not qualified): made once, as soon as the town's log has the document
/// cosigned, and kept beside it. What was issued before there was such a file gets it when somebody asks.
/// </summary>
internal sealed class ProvenDocuments(IProofBundles bundles, EncryptedFiles files)
{
    /// <summary>The file, or null: not proven yet, unknown, or erased.</summary>
    public async Task<byte[]?> GetOrMakeAsync(TownScope scope, string number, Guid document, CancellationToken ct)
    {
        if (await scope.QuerySingleOrDefaultAsync<Row>(Stored, new { document, number }, ct) is not { } row)
            return null;
        if (row.Proven is { } kept && await files.ReadAsync(scope.Municipality, kept, ct) is { } bytes)
            return bytes;
        if (await MakeAsync(scope.Municipality, number, document, row, ct) is not { } made)
            return null;

        // Of two at once the first one's file holds; the other is swept.
        if (await scope.ExecuteAsync(Keep, new { document, number, made.Id }, ct) == 0)
            await files.DeleteAsync(scope.Municipality, made.Id, ct);
        return made.Bytes;
    }

    /// <summary>The same by a job; false: not proven yet.</summary>
    public async Task<bool> SealAsync(TownTransaction tx, string number, Guid document, CancellationToken ct)
    {
        if (await tx.QuerySingleOrDefaultAsync<Row>(Stored, new { document, number }, ct) is not { Proven: null } row)
            return true;
        if (await MakeAsync(tx.Municipality, number, document, row, ct) is not { } made)
            return false;
        await tx.ExecuteBatchAsync([new Sql(Keep, new { document, number, made.Id })], ct);
        return true;
    }

    private const string Stored =
        "select pdf, proven, kind from cases.document where municipality = @Town and id = @document and number = @number";

    private const string Keep =
        "update cases.document set proven = @Id where municipality = @Town and id = @document and number = @number and proven is null";

    private async Task<(Guid Id, byte[] Bytes)?> MakeAsync(short town, string number, Guid document, Row row, CancellationToken ct)
    {
        if (await files.ReadAsync(town, row.Pdf, ct) is not { } pdf
            || await bundles.MakePdfAsync(town, CaseDocuments.ProofKey(document), pdf, ct) is not { } proven)
            return null;
        var stored = await files.StoreOwnAsync(town, CaseFiles.ObjectOfCase(number), $"{number}-{row.Kind}-nachweis.pdf", "application/pdf", proven, ct);
        return (stored.Id, proven);
    }

    private sealed record Row
    {
        public required Guid Pdf { get; init; }

        public Guid? Proven { get; init; }

        public required string Kind { get; init; }
    }
}
