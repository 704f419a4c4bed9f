using System.Security.Cryptography;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>
/// Answers whether a document was issued here, by its hash; and whether a receipt is genuine, by number and hash. Says only
/// that: no name, no content.
/// </summary>
internal sealed class VerifyDocument(RegionDatabase region, TownDatabase database, ICatalogue catalogue)
{
    /// <param name="Kind">notice, permit, certificate, confirmation or receipt.</param>
    /// <param name="Sha256">Lower-case hex.</param>
    internal sealed record Verdict(Municipality Town, string Kind, DateOnly IssuedOn, bool Simulated, string Sha256)
    {
        /// <summary>Empty for receipts.</summary>
        public Guid Document { get; init; }
    }

    /// <summary>What the code on a document leads to: the document exists; compare its file by <see cref="ByFileAsync"/>.</summary>
    public Task<Outcome<Verdict>> ByIdAsync(Guid document, CancellationToken ct) =>
        FindAsync(
            "select town, document, kind, issued_on, simulated, sha256 from cases.document_hash where document = @document",
            new { document }, ct);

    public Task<Outcome<Verdict>> ByHashAsync(string sha256Hex, CancellationToken ct) =>
        sha256Hex.Length == 64 && sha256Hex.All(char.IsAsciiHexDigit)
            ? FindAsync(
                "select town, document, kind, issued_on, simulated, sha256 from cases.document_hash where sha256 = @Hash",
                new { Hash = Convert.FromHexString(sha256Hex) }, ct)
            : Task.FromResult<Outcome<Verdict>>(Refusal.NotFound("document"));

    /// <summary>Compares a file with everything issued here; the file is not kept.</summary>
    public async Task<Outcome<Verdict>> ByFileAsync(Stream file, CancellationToken ct) =>
        await ByHashAsync(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)), ct);

    /// <summary>A receipt's number and check sum.</summary>
    public async Task<Outcome<Verdict>> ReceiptAsync(string number, string sha256Hex, CancellationToken ct)
    {
        if (!CaseNumber.TryParse(number, out var parsed) || sha256Hex.Length != 64 || !sha256Hex.All(char.IsAsciiHexDigit)
            || catalogue.Towns.FirstOrDefault(town => string.Equals(town.Code, parsed.Code, StringComparison.Ordinal)) is not { } town)
            return Refusal.NotFound("receipt");
        var row = await database.For(town.Number).QuerySingleOrDefaultAsync<ReceiptRow>(
            """
            select r.sha256, r.created_at, a.simulated
            from cases.receipt r
            join cases.application a on a.municipality = r.municipality and a.number = r.number
            where r.municipality = @Town and r.number = @Number and r.sha256 = @Hash
            """,
            new { Number = parsed.Text, Hash = Convert.FromHexString(sha256Hex) }, ct);
        return row is null
            ? Refusal.NotFound("receipt")
            : new Verdict(town, "receipt", Rathaus.Kernel.Time.GermanClock.DayOf(row.CreatedAt), row.Simulated,
                Convert.ToHexStringLower(row.Sha256));
    }

    private async Task<Outcome<Verdict>> FindAsync(string sql, object args, CancellationToken ct)
    {
        var row = await region.QuerySingleOrDefaultAsync<Row>(sql, args, ct);
        return row is null || catalogue.FindTown(row.Town) is not { } town
            ? Refusal.NotFound("document")
            : new Verdict(town, row.Kind, row.IssuedOn, row.Simulated, Convert.ToHexStringLower(row.Sha256)) { Document = row.Document };
    }

    private sealed record Row
    {
        public required Guid Document { get; init; }

        public required short Town { get; init; }

        public required string Kind { get; init; }

        public required DateOnly IssuedOn { get; init; }

        public required bool Simulated { get; init; }

        public required byte[] Sha256 { get; init; }
    }

    private sealed record ReceiptRow
    {
        public required byte[] Sha256 { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public required bool Simulated { get; init; }
    }
}
