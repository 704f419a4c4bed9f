using System.Security.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Files;

/// <summary>
/// Stores inspected uploads and other documents encrypted, hands them back, deletes them. Singleton. Serve content only when
/// <see cref="StoredFile.CanBeShown"/>, with its own type, as attachment, <c>nosniff</c> and <c>CSP: sandbox</c>.
/// </summary>
public sealed class EncryptedFiles(
    TownDatabase database, ObjectKeys keys, IVirusScanner scanner, IJobSignal jobs, TimeProvider time)
{
    // 2 MiB a round trip.
    private const int Window = 32;

    private const string Columns =
        "municipality, id, object, version, name, media_type, size, sha256, state, created_at";

    /// <summary>Scans and stores an upload under the object's key. A file with a virus is refused and not kept.</summary>
    public async Task<Outcome<StoredFile>> StoreAsync(
        short municipality, string objectName, InspectedUpload upload, CancellationToken ct)
    {
        var scan = await scanner.ScanAsync(upload.Content, ct);
        return scan.Verdict == ScanVerdict.Infected
            ? UploadRefusals.Virus
            : await WriteAsync(municipality, objectName, upload, StateOf(scan.Verdict), ct);
    }

    /// <summary>Stores a document of our own making (a notice); nothing to scan.</summary>
    public Task<StoredFile> StoreOwnAsync(
        short municipality, string objectName, string name, string mediaType, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        WriteAsync(municipality, objectName, new InspectedUpload(name, mediaType, content), FileState.Clean, ct);

    public Task<StoredFile?> FindAsync(short municipality, Guid id, CancellationToken ct) =>
        database.For(municipality).QuerySingleOrDefaultAsync<StoredFile>(
            $"select {Columns} from kernel.file where municipality = @Town and id = @id", new { id }, ct);

    public Task<IReadOnlyList<StoredFile>> OfObjectAsync(short municipality, string objectName, CancellationToken ct) =>
        database.For(municipality).QueryAsync<StoredFile>(
            $"select {Columns} from kernel.file where municipality = @Town and object = @objectName order by created_at, id",
            new { objectName }, ct);

    /// <summary>The content, or null: no such file, or its key was deleted.</summary>
    /// <exception cref="CryptographicException">The stored bytes were changed.</exception>
    public async Task<byte[]?> ReadAsync(short municipality, Guid id, CancellationToken ct)
    {
        using var content = new MemoryStream();
        return await CopyToAsync(municipality, id, content, ct) ? content.ToArray() : null;
    }

    /// <summary>Writes the content to <paramref name="target"/>; false: no such file, or its key was deleted.</summary>
    /// <exception cref="CryptographicException">The stored bytes were changed.</exception>
    public async Task<bool> CopyToAsync(short municipality, Guid id, Stream target, CancellationToken ct)
    {
        if (await FindAsync(municipality, id, ct) is not { State: not FileState.Refused } file
            || await keys.FindAsync(municipality, file.Object, ct) is not { } key)
            return false;

        using var cipher = new FileCipher(key, municipality, file.Object, id, file.Version);
        var count = FileCipher.SegmentsOf(file.Size);
        for (var from = 0; from < count; from += Window)
        {
            var segments = await database.For(municipality).QueryAsync<byte[]>(
                """
                select content
                from kernel.file_segment
                where municipality = @Town and file = @id and number >= @from and number < @to
                order by number
                """,
                new { id, from, to = from + Window }, ct);
            if (segments.Count != Math.Min(Window, count - from))
                throw new CryptographicException("A segment of the file is missing");
            for (var i = 0; i < segments.Count; i++)
                await target.WriteAsync(cipher.Open(segments[i], from + i, from + i == count - 1), ct);
        }

        return true;
    }

    /// <summary>One file of an object: a replaced or withdrawn upload. False: it was not there.</summary>
    public async Task<bool> DeleteAsync(short municipality, Guid id, CancellationToken ct) =>
        await database.For(municipality).ExecuteAsync(
            "delete from kernel.file where municipality = @Town and id = @id", new { id }, ct) == 1;

    /// <summary>The object's key first, then its rows: from the first step on nobody can read them.</summary>
    public async Task DeleteObjectAsync(short municipality, string objectName, CancellationToken ct)
    {
        await keys.DeleteAsync(municipality, objectName, ct);
        await database.For(municipality).ExecuteAsync(
            "delete from kernel.file where municipality = @Town and object = @objectName", new { objectName }, ct);
    }

    private async Task<StoredFile> WriteAsync(
        short municipality, string objectName, InspectedUpload upload, FileState state, CancellationToken ct)
    {
        var key = await keys.GetOrMakeAsync(municipality, objectName, ct);
        var now = time.GetUtcNow();
        var file = new StoredFile
        {
            Municipality = municipality,
            Id = Guid.CreateVersion7(now),
            Object = objectName,
            Version = 1,
            Name = upload.Name,
            MediaType = upload.MediaType,
            Size = upload.Content.Length,
            Sha256 = SHA256.HashData(upload.Content.Span),
            State = state,
            CreatedAt = now,
        };
        using var cipher = new FileCipher(key, municipality, objectName, file.Id, file.Version);
        await database.For(municipality).InTransactionAsync(async tx =>
        {
            await tx.ExecuteBatchAsync(Rows(file), ct);
            await WriteSegmentsAsync(tx, cipher, file.Id, upload.Content, ct);
            return file;
        }, ct);
        if (state == FileState.Quarantined)
            jobs.Wake(ScanQuarantined.JobKind);
        return file;
    }

    private static List<Sql> Rows(StoredFile file)
    {
        var rows = new List<Sql>
        {
            new(
                """
                insert into kernel.file
                  (municipality, id, object, version, name, media_type, size, sha256, state, created_at)
                values (@Town, @Id, @Object, @Version, @Name, @MediaType, @Size, @Sha256, lower(@State), @CreatedAt)
                """,
                file),
        };
        if (file.State == FileState.Quarantined)
            rows.Add(JobSql.Insert(new JobRequest(ScanQuarantined.JobKind, $$"""{"file":"{{file.Id}}"}""")));
        return rows;
    }

    private static async Task WriteSegmentsAsync(
        TownTransaction tx, FileCipher cipher, Guid file, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var prefix = FileCipher.NewPrefix();
        var count = FileCipher.SegmentsOf(content.Length);
        for (var from = 0; from < count; from += Window)
        {
            var numbers = Enumerable.Range(from, Math.Min(Window, count - from)).ToArray();
            var contents = numbers.Select(number =>
            {
                var start = number * FileCipher.SegmentSize;
                var plain = content.Span[start..Math.Min(start + FileCipher.SegmentSize, content.Length)];
                return cipher.Seal(plain, prefix, number, number == count - 1);
            }).ToArray();
            await tx.ExecuteAsync(
                """
                insert into kernel.file_segment (municipality, file, number, content)
                select @Town, @file, s.number, s.content
                from unnest(@numbers, @contents) as s(number, content)
                """,
                new { file, numbers, contents }, ct);
        }
    }

    private static FileState StateOf(ScanVerdict verdict) => verdict switch
    {
        ScanVerdict.Clean => FileState.Clean,
        ScanVerdict.NotConfigured => FileState.Unscanned,
        ScanVerdict.Unavailable => FileState.Quarantined,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Not storable"),
    };
}
