using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>A package file that must not be used, and why.</summary>
internal sealed class UnusableBundleException(string message) : Exception(message);

/// <summary>
/// One version of a package as a signed file: a zip with the package's files, <c>manifest.json</c> (who, what, SHA-256 of every file)
/// and <c>manifest.sig</c> (ECDSA P-256 with SHA-256 over the manifest, base64). Whatever is not listed there is refused.
/// </summary>
internal sealed record PackageBundle(string Lead, string Service, SemanticVersion Version, string Content, string SignedBy, IReadOnlyDictionary<string, string> Files)
{
    public const string Format = "rathaus-package-1";
    public const int MostBytes = 16 << 20;
    private const string ManifestName = "manifest.json";
    private const string SignatureName = "manifest.sig";
    private const int MostFiles = 500;
    private const int TypeOfFile = 0xF000;
    private const int RegularFile = 0x8000;
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the package; the same package and key differ in the signature only.</summary>
    public static void Write(Stream target, string lead, string service, SemanticVersion version, string content, IReadOnlyDictionary<string, string> files, ECDsa key)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteString("lead", lead);
            writer.WriteString("service", service);
            writer.WriteString("version", version.ToString());
            writer.WriteString("content", content);
            writer.WriteStartObject("files");
            foreach (var (path, body) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
                writer.WriteString(path, Convert.ToHexStringLower(SHA256.HashData(Utf8.GetBytes(body))));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        var manifest = text.ToArray();
        using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, ManifestName, manifest);
        Add(zip, SignatureName, Encoding.ASCII.GetBytes(Convert.ToBase64String(key.SignData(manifest, HashAlgorithmName.SHA256))));
        foreach (var (path, body) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
            Add(zip, path, Utf8.GetBytes(body));
    }

    /// <exception cref="UnusableBundleException">Anything is not as it must be; nothing of the file is used then.</exception>
    public static PackageBundle Read(Stream source, TrustedKeys keys)
    {
        if (source.Length > MostBytes)
            throw new UnusableBundleException($"the file is larger than {MostBytes >> 20} MiB");
        try
        {
            using var zip = new ZipArchive(source, ZipArchiveMode.Read, leaveOpen: true);
            var bodies = Bodies(zip);
            var manifest = bodies.Remove(ManifestName, out var text) ? text : throw new UnusableBundleException($"there is no {ManifestName}");
            var signature = bodies.Remove(SignatureName, out var signed) ? signed : throw new UnusableBundleException($"there is no {SignatureName}");
            return Listed(manifest, signature, bodies, keys);
        }
        catch (InvalidDataException)
        {
            throw new UnusableBundleException("the file is no sound zip archive");
        }
    }

    private static Dictionary<string, byte[]> Bodies(ZipArchive zip)
    {
        if (zip.Entries.Count > MostFiles)
            throw new UnusableBundleException($"there are more than {MostFiles} files in it");
        var bodies = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        var left = MostBytes;
        foreach (var entry in zip.Entries)
        {
            if ((entry.ExternalAttributes >> 16 & TypeOfFile) is not (0 or RegularFile))
                throw new UnusableBundleException($"{Shown(entry.FullName)} is a link or something else that is no file");
            if (!IsPlainPath(entry.FullName))
                throw new UnusableBundleException($"{Shown(entry.FullName)} is no path inside the package");
            if (bodies.ContainsKey(entry.FullName))
                throw new UnusableBundleException($"{Shown(entry.FullName)} is there twice");
            var body = Body(entry, Math.Min(left, YamlReader.MaxBytes));
            left -= body.Length;
            bodies[entry.FullName] = body;
        }

        return bodies;
    }

    /// <summary>Reads no more than is allowed, whatever the archive says about its sizes.</summary>
    private static byte[] Body(ZipArchiveEntry entry, int most)
    {
        using var content = entry.Open();
        using var body = new MemoryStream();
        Span<byte> part = stackalloc byte[8192];
        for (int read; (read = content.Read(part)) > 0;)
        {
            if (body.Length + read > most)
                throw new UnusableBundleException($"{Shown(entry.FullName)} unpacks to more than is allowed");
            body.Write(part[..read]);
        }

        return body.ToArray();
    }

    private static PackageBundle Listed(byte[] manifest, byte[] signature, Dictionary<string, byte[]> bodies, TrustedKeys keys)
    {
        var (lead, service, version, content, files) = Parse(manifest);
        var raw = new byte[signature.Length];
        if (Base64.DecodeFromUtf8(signature, raw, out _, out var length) != System.Buffers.OperationStatus.Done)
            throw new UnusableBundleException($"{SignatureName} is no signature");
        var signer = keys.SignerOf(lead, manifest, raw.AsSpan(0, length))
            ?? throw new UnusableBundleException($"the signature is of none of the keys that are trusted for {lead}");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, hash) in files)
        {
            if (!bodies.Remove(path, out var body))
                throw new UnusableBundleException($"{path} is missing");
            if (Convert.ToHexStringLower(SHA256.HashData(body)) != hash)
                throw new UnusableBundleException($"{path} was changed after it was signed");
            texts[path] = Decode(path, body);
        }

        if (bodies.Keys.FirstOrDefault() is { } extra)
            throw new UnusableBundleException($"{extra} is not in {ManifestName}");
        return new PackageBundle(lead, service, version, content, signer, texts);
    }

    private static (string Lead, string Service, SemanticVersion Version, string Content, List<(string, string)> Files) Parse(byte[] manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(manifest, new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            var (lead, service) = (Text(root, "lead"), Text(root, "service"));
            if (Text(root, "format") != Format || !MapReader.IsDashedId(lead) || !MapReader.IsDashedId(service))
                throw new UnusableBundleException($"{ManifestName} is not one of {Format}");
            var version = Text(root, "version").Split('.');
            if (version.Length != 3 || !version.All(part => part.Length is > 0 and < 6 && part.All(char.IsAsciiDigit)))
                throw new UnusableBundleException($"{ManifestName} has no version such as 1.2.3");
            var numbers = Array.ConvertAll(version, part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture));
            var files = root.GetProperty("files").EnumerateObject().Select(file => (file.Name, file.Value.GetString() ?? "")).ToList();
            return (lead, service, new SemanticVersion(numbers[0], numbers[1], numbers[2]), Text(root, "content"), files);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new UnusableBundleException($"{ManifestName} is not one of {Format}");
        }
    }

    private static string Text(JsonElement root, string key) => root.GetProperty(key).GetString() ?? "";

    private static string Decode(string path, byte[] body)
    {
        try
        {
            return Utf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            throw new UnusableBundleException($"{path} is not UTF-8");
        }
    }

    /// <summary>One folder at most, small letters: nothing that leads out of the package on any system.</summary>
    private static bool IsPlainPath(string path)
    {
        var parts = path.Split('/');
        return parts.Length is 1 or 2 && parts.All(part => part.Length is > 0 and <= 100 && part[0] != '.'
            && part.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_' or '.'));
    }

    /// <summary>A name from outside, fit for a terminal.</summary>
    private static string Shown(string name) =>
        new([.. name.Take(120).Select(character => char.IsControl(character) ? '?' : character)]);

    private static void Add(ZipArchive zip, string name, byte[] body)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
        entry.LastWriteTime = Epoch;
        using var content = entry.Open();
        content.Write(body);
    }
}
