using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Documents;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Seals;

namespace Rathaus.Ledger.Bundles;

/// <summary>Names of the files of a bundle; there are no others.</summary>
internal static class BundleName
{
    public const string Manifest = "manifest.json";
    public const string Meta = "meta.json";
    public const string Opening = "opening.json";
    public const string Entry = "entry.txt";
    public const string Proof = "proof.tlog-proof";
    public const string Policy = "policy.txt";
    public const string Document = "document.";
    public const string Pdf = "pdf";

    /// <summary>Without these there is nothing to check.</summary>
    public static readonly string[] Needed = [Manifest, Meta, Entry, Proof, Policy];

    public static bool IsDocument(string name) =>
        name.StartsWith(Document, StringComparison.Ordinal) && name.Length <= Document.Length + 8
        && name.Length > Document.Length && name[Document.Length..].All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    public static string TypeOf(string name) => name.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "text/plain";

    public static bool IsKnown(string name) => name == Opening || Needed.Contains(name) || IsDocument(name);
}

/// <summary>The first file: what the others are, by their check sums, and where the entry stands.</summary>
/// <param name="Created">POSIX seconds of the entry.</param>
/// <param name="DocLength">Bytes of the document that are committed to, from its beginning.</param>
internal sealed record BundleManifest(string Origin, long Index, long Created, long DocLength, IReadOnlyDictionary<string, string> Files)
{
    public byte[] ToBytes() => CanonicalJson.Write(new JsonObject
    {
        ["v"] = 1,
        ["origin"] = Origin,
        ["index"] = Index,
        ["created"] = Created,
        ["docLength"] = DocLength,
        ["files"] = new JsonArray([.. Files.OrderBy(static file => file.Key, StringComparer.Ordinal).Select(static file =>
            (JsonNode)new JsonObject { ["name"] = file.Key, ["sha256"] = file.Value })]),
    });

    /// <summary>Reads exactly what <see cref="ToBytes"/> writes.</summary>
    public static bool TryParse(byte[] bytes, [NotNullWhen(true)] out BundleManifest? manifest)
    {
        manifest = null;
        if (StrictJson.ParseObject(bytes) is not { Succeeded: true, Value: var root } || root.Integer("v") != 1)
            return false;
        if (root.Text("origin") is not { } origin || root.Integer("index") is not { } index || root.Integer("created") is not { } created
            || root.Integer("docLength") is not { } length || root.Member("files") is not { ValueKind: JsonValueKind.Array } list)
            return false;
        if (index < 0 || created < 0 || length < 0)
            return false;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in list.EnumerateArray())
        {
            if (file.ValueKind != JsonValueKind.Object || file.Text("name") is not { } name || file.Text("sha256") is not { } sum || !files.TryAdd(name, sum))
                return false;
        }

        var read = new BundleManifest(origin, index, created, length, files);
        if (!read.ToBytes().AsSpan().SequenceEqual(bytes))
            return false;
        manifest = read;
        return true;
    }
}

/// <summary>The files of a bundle, taken out of the archive and not believed yet.</summary>
internal sealed class BundleFiles
{
    /// <summary>Bytes, packed and unpacked.</summary>
    public const int MostBytes = 50 << 20;

    private const int MostFiles = 8;

    private BundleFiles(Dictionary<string, byte[]> files) => All = files;

    public IReadOnlyDictionary<string, byte[]> All { get; }

    public byte[]? this[string name] => All.GetValueOrDefault(name);

    public (string Name, byte[] Bytes)? Document =>
        All.FirstOrDefault(static file => BundleName.IsDocument(file.Key)) is { Value: { } bytes, Key: var name } ? (name, bytes) : null;

    /// <summary>Begins as a ZIP file does, or is a PDF file with proof inside; leaves the stream where it was.</summary>
    public static bool IsBundle(Stream file)
    {
        var (at, begin) = (file.Position, new byte[4]);
        var read = file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        file.Position = at;
        return begin is [(byte)'P', (byte)'K', ..] || (read == begin.Length && IsPdf(begin) && file.Length <= MostBytes && HasMark(file));
    }

    /// <summary>An archive or a PDF file with proof inside.</summary>
    public static BundleFiles? Read(Stream file)
    {
        var (at, begin) = (file.Position, new byte[4]);
        var read = file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        file.Position = at;
        return read == begin.Length && IsPdf(begin) ? ReadPdf(file) : ReadArchive(file);
    }

    private static bool IsPdf(byte[] begin) => begin.AsSpan().SequenceEqual("%PDF"u8);

    private static bool HasMark(Stream file)
    {
        var bytes = AllOf(file);
        return PdfAttachments.HasMark(bytes);
    }

    private static byte[] AllOf(Stream file)
    {
        var at = file.Position;
        using var all = new MemoryStream();
        file.CopyTo(all);
        file.Position = at;
        return all.ToArray();
    }

    /// <summary>Document, attachments and an intact seal; a file in which anything else was added is none.</summary>
    private static BundleFiles? ReadPdf(Stream file)
    {
        if (file.Length > MostBytes)
            return null;
        var bytes = AllOf(file);
        if (PdfAttachments.Read(bytes) is not { } parts || PdfSignature.Read(bytes, parts.Length) is not { } seal || !CadesSignature.Holds(seal.Content, seal.Cms))
            return null;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [BundleName.Document + BundleName.Pdf] = parts.Document };
        return parts.Files.All(one => BundleName.IsKnown(one.Name) && files.TryAdd(one.Name, one.Content.ToArray())) ? Of(files) : null;
    }

    /// <summary>Each name once, each known, none missing, all together within the limit whatever the archive claims.</summary>
    private static BundleFiles? ReadArchive(Stream archive)
    {
        try
        {
            using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MostFiles)
                return null;
            var (files, left) = (new Dictionary<string, byte[]>(StringComparer.Ordinal), (long)MostBytes);
            foreach (var entry in zip.Entries)
            {
                if (!BundleName.IsKnown(entry.FullName) || ReadUpTo(entry, left) is not { } bytes || !files.TryAdd(entry.FullName, bytes))
                    return null;
                left -= bytes.Length;
            }

            return Of(files);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>None missing, one document.</summary>
    public static BundleFiles? Of(Dictionary<string, byte[]> files) =>
        BundleName.Needed.All(files.ContainsKey) && files.Keys.Count(BundleName.IsDocument) == 1 ? new BundleFiles(files) : null;

    private static byte[]? ReadUpTo(ZipArchiveEntry entry, long most)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[65_536];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > most)
                return null;
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}

/// <summary>Puts a bundle together.</summary>
internal static class BundleWriter
{
    public static byte[] Write(string extension, byte[] document, byte[] meta, byte[]? salt, byte[] entry, long created, TlogProof proof, string origin, string policy) =>
        Pack(Files(extension, document, meta, salt, entry, created, proof, origin, policy), created);

    /// <param name="salt">Null: the opening was erased.</param>
    public static SortedDictionary<string, byte[]> Files(
        string extension, byte[] document, byte[] meta, byte[]? salt, byte[] entry, long created, TlogProof proof, string origin, string policy)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [BundleName.Document + extension] = document,
            [BundleName.Meta] = meta,
            [BundleName.Entry] = entry,
            [BundleName.Proof] = System.Text.Encoding.UTF8.GetBytes(proof.ToString()),
            [BundleName.Policy] = System.Text.Encoding.UTF8.GetBytes(policy),
        };
        if (salt is not null)
            files[BundleName.Opening] = CanonicalJson.Write(new JsonObject { ["r"] = Convert.ToBase64String(salt) });
        var manifest = new BundleManifest(
            origin, proof.Index, created, document.Length,
            files.ToDictionary(static file => file.Key, static file => Convert.ToHexStringLower(SHA256.HashData(file.Value)), StringComparer.Ordinal));

        files[BundleName.Manifest] = manifest.ToBytes();
        return files;
    }

    /// <summary>The other files inside the document, a PDF file; to be sealed.</summary>
    public static byte[] IntoPdf(SortedDictionary<string, byte[]> files, byte[] document, long created) => PdfAttachments.Append(
        document,
        [.. files.Where(static file => !BundleName.IsDocument(file.Key)).Select(static file =>
            new LetterAttachment(file.Key, BundleName.TypeOf(file.Key), "GovChain: " + file.Key, file.Value, AttachmentRelation.Supplement))],
        DateTimeOffset.FromUnixTimeSeconds(created));

    public static byte[] Pack(SortedDictionary<string, byte[]> files, long created)
    {
        using var result = new MemoryStream();
        using (var zip = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files.OrderBy(static file => file.Key != BundleName.Manifest))
                Add(zip, name, bytes, created);
        }

        return result.ToArray();
    }

    // Stored, with the entry's time: the same bundle is the same bytes.
    private static void Add(ZipArchive zip, string name, byte[] bytes, long created)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = DateTimeOffset.FromUnixTimeSeconds(created);
        using var content = entry.Open();
        content.Write(bytes);
    }
}
