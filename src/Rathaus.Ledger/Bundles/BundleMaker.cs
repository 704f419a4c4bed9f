using System.Text;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Entries;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Seals;

namespace Rathaus.Ledger.Bundles;

/// <summary>Makes the bundle of a submission whose document the caller has.</summary>
internal sealed class BundleMaker(TownDatabase database, LogReader reader, RegionPolicy region, TownSeals seals) : IProofBundles
{
    public async Task<byte[]?> MakeAsync(short municipality, string key, string extension, byte[] document, CancellationToken ct)
    {
        if (await FilesAsync(municipality, key, extension, document, ct) is not { } made)
            return null;
        return BundleWriter.Pack(made.Files, made.Created);
    }

    public async Task<byte[]?> MakePdfAsync(short municipality, string key, byte[] document, CancellationToken ct)
    {
        if (await FilesAsync(municipality, key, BundleName.Pdf, document, ct) is not { } made)
            return null;
        return await seals.SealAsync(municipality, BundleWriter.IntoPdf(made.Files, document, made.Created), ct);
    }

    private async Task<(SortedDictionary<string, byte[]> Files, long Created)?> FilesAsync(
        short municipality, string key, string extension, byte[] document, CancellationToken ct)
    {
        if (await FindAsync(municipality, key, ct) is not { } found || !LedgerEntry.TryParse(found.Row.Entry, out var entry))
            return null;
        var (row, shown, proof) = found;
        return (BundleWriter.Files(
            extension, document, Encoding.UTF8.GetBytes(row.Meta), row.Salt, row.Entry, entry.Time, proof, row.Origin, LogReader.PolicyOf(shown, region.Current)), entry.Time);
    }

    /// <summary>The public side of a submission: its entry with the proof, or null.</summary>
    public async Task<(byte[] Entry, TlogProof Proof)?> EntryAsync(short municipality, string key, CancellationToken ct) =>
        await FindAsync(municipality, key, ct) is { } found ? (found.Row.Entry, found.Proof) : null;

    /// <summary>A submission with its proof, without the document whose hash it holds; or null.</summary>
    public async Task<OwnProof?> WithoutDocumentAsync(short municipality, string key, CancellationToken ct) =>
        await FindAsync(municipality, key, ct) is { } found && LedgerEntry.TryParse(found.Row.Entry, out var entry)
            ? new OwnProof(entry, TreeHash.Leaf(found.Row.Entry), Encoding.UTF8.GetBytes(found.Row.Meta), found.Row.Salt, found.Row.DocumentSha256, found.Proof)
            : null;

    private async Task<(OpeningRow Row, ShownLog Shown, TlogProof Proof)?> FindAsync(short municipality, string key, CancellationToken ct)
    {
        var row = await database.For(municipality).QuerySingleOrDefaultAsync<OpeningRow>(
            """
            select s.entry, l.origin, p.idx, o.salt, o.meta, o.document_sha256
            from ledger.submission s
            join ledger.opening o on o.municipality = @Town and o.submission = s.id
            join ledger.place p on p.municipality = @Town and p.submission = s.id
            join ledger.log l on l.municipality = @Town and l.id = p.log
            where s.municipality = @Town and s.key = @key
            """,
            new { key }, ct);
        if (row is null || await reader.FindAsync(municipality, row.Origin, ct) is not { } shown
            || await reader.ProofAsync(shown, row.Idx, ct) is not { } proof)
            return null;
        return (row, shown, proof);
    }

    /// <summary>What the town's own log says came after an entry; entries of other towns: unknown here.</summary>
    public async Task<Succession> SuccessionAsync(short municipality, byte[] leaf, CancellationToken ct)
    {
        var entries = await database.For(municipality).QueryAsync<byte[]>(
            "select entry from ledger.submission where municipality = @Town and previous = @leaf order by id", new { leaf }, ct);
        var types = entries.Select(static bytes => LedgerEntry.TryParse(bytes, out var entry) ? entry.Type : "").ToList();
        return types.Contains(ProofType.Revocation) ? Succession.Revoked : types.Count > 0 ? Succession.Superseded : Succession.None;
    }

    internal sealed record OpeningRow
    {
        public required byte[] Entry { get; init; }

        public required string Origin { get; init; }

        public required long Idx { get; init; }

        public required byte[] Salt { get; init; }

        public required string Meta { get; init; }

        public required byte[] DocumentSha256 { get; init; }
    }
}

/// <summary>What this house knows of a document that it handed in.</summary>
internal sealed record OwnProof(LedgerEntry Entry, byte[] Leaf, byte[] Meta, byte[] Salt, byte[] DocumentHash, TlogProof Proof);
