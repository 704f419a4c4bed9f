using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Jobs;
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
    /// <param name="until">Last day on which it holds, for the code on paper.</param>
    /// <param name="replaces">An earlier document that holds no more from now on.</param>
    /// <returns>SHA-256 of the PDF.</returns>
    public async Task<byte[]> AddAsync(
        OpenedCase opened, CaseChange change, Guid id, string kind, LetterDocument document, CancellationToken ct, int copies = 1,
        DateOnly? until = null, Guid? replaces = null)
    {
        var paper = PaperFacts.Into(document, id, opened, change.At, until);
        var dated = (paper?.Document ?? document) with { Created = change.At };
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
        var type = kind == "notice" ? ProofType.Notice : ProofType.Certificate;
        var meta = new JsonObject
        {
            ["kind"] = kind,
            ["town"] = opened.Town.Id,
            ["service"] = opened.Service.Id,
            ["issued_on"] = GermanClock.DayOf(change.At).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["simulated"] = change.After.Simulated,
        };
        if (document.Statement is { } statement)
            meta["proof"] = statement.DeepClone();
        change.Also(proofs.Submit(town, new ProofRequest(type, sha256, meta, ProofKey(id)) { Previous = await LeafAsync(town, replaces is { } old ? ProofKey(old) : null, ct) }));
        change.Also(JobSql.Insert(SealDocuments.After(opened.Case.Number.Text, id, change.At)));
        if (paper is { } printed)
        {
            var before = await LeafAsync(town, replaces is { } other ? PaperKey(other) : null, ct);
            change.Also(proofs.Submit(town, printed.Proof.Request(type, PaperKey(id)) with { Previous = before }));
        }

        return sha256;
    }

    /// <summary>A document of the case, or null.</summary>
    public static async Task<IssuedDocument?> FindAsync(OpenedCase opened, Guid document, CancellationToken ct) =>
        await opened.Scope.QuerySingleOrDefaultAsync<IssuedDocument>(
            "select id, kind, title, sha256 from cases.document where municipality = @Town and id = @document and number = @Number",
            new { document, Number = opened.Case.Number.Text }, ct);

    /// <summary>The public log says from now on that document and code hold no more. What was never in it needs no entry.</summary>
    public async Task RevokeAsync(OpenedCase opened, CaseChange change, IssuedDocument document, CancellationToken ct)
    {
        foreach (var key in ProofKeys(document.Id))
        {
            if (await LeafAsync(opened.Town.Number, key, ct) is not { } leaf)
                continue;
            var meta = new JsonObject { ["act"] = "revoke", ["kind"] = document.Kind, ["town"] = opened.Town.Id };
            change.Also(proofs.Submit(opened.Town.Number, new ProofRequest(ProofType.Revocation, document.Sha256, meta, RevocationOf(key)) { Previous = leaf }));
        }
    }

    /// <summary>
    /// The permit that a new one of the same service, account and subject replaces: the newest whose time overlaps. Without a
    /// subject (plate, address, or what the package names) nobody can say that it is about the same.
    /// </summary>
    public static async Task<Guid?> ReplacedAsync(OpenedCase opened, string? subject, DateOnly from, DateOnly until, CancellationToken ct) =>
        opened.Case is not { Account: { } account } || string.IsNullOrEmpty(subject)
            ? null
            : await opened.Scope.QuerySingleOrDefaultAsync<Guid?>(
                """
                select d.id
                from cases.application a
                join cases.document d on d.municipality = @Town and d.number = a.number and d.kind = 'permit'
                join cases.case_event e on e.municipality = @Town and e.number = a.number and e.kind = 'permit-issued'
                where a.municipality = @Town and a.account = @account and a.service = @Service
                  and a.number <> @Number and e.body::jsonb ->> 'subject' = @subject
                  and (e.body::jsonb ->> 'from')::date <= @until and (e.body::jsonb ->> 'until')::date >= @from
                order by d.created_at desc
                limit 1
                """,
                new { account, Service = opened.Service.Id, subject, Number = opened.Case.Number.Text, from, until }, ct);

    /// <summary>Under which name the town's public log knows a document.</summary>
    public static string ProofKey(Guid document) => $"document/{document:D}";

    /// <summary>Under which name it knows the code on the printed document.</summary>
    public static string PaperKey(Guid document) => $"paper/{document:D}";

    /// <summary>All names of a document.</summary>
    public static string[] ProofKeys(Guid document) => [ProofKey(document), PaperKey(document)];

    /// <summary>Names to be erased with a document.</summary>
    public static IEnumerable<string> AllKeys(Guid document) => ProofKeys(document).SelectMany(static key => (string[])[key, RevocationOf(key)]);

    private static string RevocationOf(string key) => "revoke/" + key;

    private async Task<byte[]?> LeafAsync(short town, string? key, CancellationToken ct) =>
        key is null ? null : (await proofs.FindAsync(town, key, ct))?.Leaf;
}

/// <summary>A document as it was issued.</summary>
internal sealed record IssuedDocument
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    public required byte[] Sha256 { get; init; }
}
