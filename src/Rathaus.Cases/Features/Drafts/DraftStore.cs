using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>Reads drafts with their uploads.</summary>
internal static class DraftStore
{
    public static Task<Draft?> LoadAsync(SqlScope town, Guid id, CancellationToken ct) => town.QueryBatchAsync(
        [
            new Sql(
                """
                select id, service, service_hash, account, secret_hash, language, answers::text as answers,
                  unsaved::text as unsaved, page, version, number, saved_at, expires_on
                from cases.draft
                where municipality = @Town and id = @id
                """,
                new { id }),
            new Sql(
                """
                select id, question, name, media_type, size, sha256
                from cases.upload
                where municipality = @Town and draft = @id
                order by created_at, id
                """,
                new { id }),
        ],
        static async reader =>
        {
            var row = await reader.ReadSingleOrDefaultAsync<DraftRow>();
            var uploads = await reader.ReadAsync<UploadRow>();
            return row?.ToDraft([.. uploads.Select(upload => upload.ToUpload())]);
        }, ct);

    private sealed record DraftRow
    {
        public required Guid Id { get; init; }

        public required string Service { get; init; }

        public required string ServiceHash { get; init; }

        public Guid? Account { get; init; }

        public byte[]? SecretHash { get; init; }

        public required string Language { get; init; }

        public required string Answers { get; init; }

        public string? Unsaved { get; init; }

        public string? Page { get; init; }

        public required int Version { get; init; }

        public string? Number { get; init; }

        public required DateTimeOffset SavedAt { get; init; }

        public required DateOnly ExpiresOn { get; init; }

        public Draft ToDraft(IReadOnlyList<CaseUpload> uploads) => new()
        {
            Id = Id,
            Service = Service,
            ServiceHash = ServiceHash,
            Account = Account,
            SecretHash = SecretHash,
            Language = Rathaus.Kernel.Languages.Language.Find(Language) ?? Rathaus.Kernel.Languages.Language.German,
            Answers = JsonNode.Parse(Answers)!.AsObject(),
            Unsaved = Unsaved is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(Unsaved)!,
            Page = Page,
            Version = Version,
            Number = CaseNumber.TryParse(Number, out var number) ? number : null,
            SavedAt = SavedAt,
            ExpiresOn = ExpiresOn,
            Uploads = uploads,
        };
    }
}

/// <summary>A row of cases.upload as lists need it.</summary>
internal sealed record UploadRow
{
    public required Guid Id { get; init; }

    public required string Question { get; init; }

    public required string Name { get; init; }

    public required string MediaType { get; init; }

    public required long Size { get; init; }

    public required string Sha256 { get; init; }

    public CaseUpload ToUpload() => new(Id, Question, Name, MediaType, Size, Sha256);
}
