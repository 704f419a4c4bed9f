using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// Documents the office issues: PDF/A and HTML encrypted under the case's key, and the hash for verification. The files are
/// stored first; without the commit nobody refers to them and the sweeper deletes them.
/// </summary>
internal sealed class CaseDocuments(LetterPdf pdf, EncryptedFiles files, IProofs proofs)
{
    /// <summary>Stores the document and adds its rows to the change.</summary>
    /// <returns>SHA-256 of the PDF.</returns>
    public async Task<byte[]> AddAsync(
        OpenedCase opened, CaseChange change, Guid id, string kind, LetterDocument document, CancellationToken ct, int copies = 1)
    {
        var dated = document with { Created = change.At };
        var bytes = pdf.ToBytes(dated);
        var html = Encoding.UTF8.GetBytes(LetterHtml.Render(dated));
        var town = opened.Town.Number;
        var key = CaseFiles.ObjectOf(opened.Case);
        var name = $"{opened.Case.Number.Text}-{kind}";
        var storedPdf = await files.StoreOwnAsync(town, key, name + ".pdf", "application/pdf", bytes, ct);
        var storedHtml = await files.StoreOwnAsync(town, key, name + ".html", "text/html", html, ct);
        var sha256 = SHA256.HashData(bytes);
        change.Also(new Sql(
            """
            insert into cases.document
              (municipality, id, number, kind, title, language, pdf, html, size, sha256, copies, created_at)
            values (@Town, @id, @Number, @kind, @Title, @Language, @Pdf, @Html, @Size, @sha256, @Copies, @At)
            """,
            new
            {
                id,
                Number = opened.Case.Number.Text,
                kind,
                document.Title,
                Language = document.Language.Code,
                Pdf = storedPdf.Id,
                Html = storedHtml.Id,
                Size = bytes.LongLength,
                sha256,
                Copies = (short)copies,
                change.At,
            }));
        change.Also(new Sql(
            """
            insert into cases.document_hash (sha256, town, number, document, kind, issued_on, simulated)
            values (@sha256, @Town, @Number, @id, @kind, @IssuedOn, @Simulated)
            """,
            new
            {
                sha256,
                Number = opened.Case.Number.Text,
                id,
                kind,
                IssuedOn = GermanClock.DayOf(change.At),
                change.After.Simulated,
            }));
        change.Also(proofs.Submit(town, new ProofRequest(
            kind == "notice" ? ProofType.Notice : ProofType.Certificate, sha256,
            new JsonObject
            {
                ["kind"] = kind,
                ["town"] = opened.Town.Id,
                ["service"] = opened.Service.Id,
                ["issued_on"] = GermanClock.DayOf(change.At).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["simulated"] = change.After.Simulated,
            },
            ProofKey(id))));
        return sha256;
    }

    /// <summary>Under which name the town's public log knows a document.</summary>
    public static string ProofKey(Guid document) => $"document/{document:D}";
}
