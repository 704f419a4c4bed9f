using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Api;

/// <summary>The body of a submission as it arrived, read with care: size, JSON, text that can be stored, known members.</summary>
internal sealed record ApplicationBody(
    string? ServiceVersion, JsonObject Answers, IReadOnlyDictionary<string, IReadOnlyList<Guid>> Files, byte[] Sha256)
{
    public const int Largest = 1 << 20;

    private const int Deepest = 32;

    private const int MostFiles = 200;

    public static async Task<Outcome<ApplicationBody>> ReadAsync(HttpRequest request, string town, string service, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
            return NotJson("Senden Sie JSON (Content-Type: application/json).");
        if (request.ContentLength > Largest)
            return TooLarge;
        using var memory = new MemoryStream((int)(request.ContentLength ?? 4096));
        try
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
            {
                if (memory.Length + read > Largest)
                    return TooLarge;
                await memory.WriteAsync(buffer.AsMemory(0, read), ct);
            }
        }
        catch (BadHttpRequestException cut) when (cut.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge;
        }

        return Parse(memory.GetBuffer().AsSpan(0, (int)memory.Length), town, service);
    }

    internal static Outcome<ApplicationBody> Parse(ReadOnlySpan<byte> bytes, string town, string service)
    {
        JsonObject root;
        try
        {
            if (!HasStorableText(bytes))
                return Refusal.Invalid("application.faults", "Bitte prüfen Sie Ihre Angaben.",
                    new FieldFault("answers", "text.characters", "Ein Text enthält Zeichen, die nicht möglich sind."));
            if (JsonNode.Parse(bytes, null, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false }) is not JsonObject parsed)
                return NotJson("Erwartet wird ein JSON-Objekt.");
            root = parsed;
        }
        catch (JsonException)
        {
            return NotJson("Der Inhalt ist kein gültiges JSON.");
        }

        var faults = new List<FieldFault>();
        foreach (var (name, _) in root)
        {
            if (name is not ("service_version" or "answers" or "files"))
                faults.Add(new FieldFault(name, "unknown", "Dieses Feld gibt es nicht."));
        }

        var version = Version(root, faults);
        var answers = root["answers"] as JsonObject;
        if (answers is null)
            faults.Add(new FieldFault("answers", root.ContainsKey("answers") ? "type" : "required", "Erwartet wird ein Objekt mit den Antworten."));
        var files = ReadFiles(root, faults);
        if (faults.Count > 0 || answers is null)
            return Refusal.Invalid("application.faults", "Bitte prüfen Sie Ihre Angaben.", faults);
        root.Remove("answers");
        return new ApplicationBody(version, answers, files, HashOf(bytes, town, service));
    }

    private static Refusal TooLarge { get; } =
        new(RefusalKind.TooLarge, "request.too-large", "Die Anfrage ist größer als 1 MiB.");

    private static Refusal NotJson(string title) => Refusal.Invalid("request.not-json", title);

    /// <summary>A key stands for one body sent to one service of one town.</summary>
    private static byte[] HashOf(ReadOnlySpan<byte> bytes, string town, string service)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes($"{town}/{service}\n"));
        sha.AppendData(bytes);
        return sha.GetHashAndReset();
    }

    private static string? Version(JsonObject root, List<FieldFault> faults)
    {
        if (root["service_version"] is not { } node)
            return null;
        if (node.GetValueKind() == JsonValueKind.String)
            return node.GetValue<string>();
        faults.Add(new FieldFault("service_version", "type", "Erwartet wird ein Text."));
        return null;
    }

    private static Dictionary<string, IReadOnlyList<Guid>> ReadFiles(JsonObject root, List<FieldFault> faults)
    {
        var files = new Dictionary<string, IReadOnlyList<Guid>>(StringComparer.Ordinal);
        if (root["files"] is not { } node)
            return files;
        if (node is not JsonObject byQuestion)
        {
            faults.Add(new FieldFault("files", "type", "Erwartet wird ein Objekt mit den Dateien."));
            return files;
        }

        foreach (var (question, list) in byQuestion)
        {
            if (list is JsonArray { Count: <= MostFiles } ids && ids.All(id => id?.GetValueKind() == JsonValueKind.String))
            {
                var read = ids.Select(id => Guid.TryParseExact(id!.GetValue<string>(), "D", out var guid) ? guid : Guid.Empty).ToList();
                if (!read.Contains(Guid.Empty))
                {
                    files[question] = read;
                    continue;
                }
            }

            faults.Add(new FieldFault(question, "type", "Erwartet wird eine Liste von Datei-Kennungen."));
        }

        return files;
    }

    /// <summary>No half surrogate pair, no invalid UTF-8 and no NUL in any name or text.</summary>
    private static bool HasStorableText(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                    continue;
                if (reader.GetString()!.Contains('\0', StringComparison.Ordinal))
                    return false;
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        return true;
    }
}
