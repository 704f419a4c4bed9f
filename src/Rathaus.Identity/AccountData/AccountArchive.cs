using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.AccountData;

/// <summary>
/// Everything the house keeps about an account as one file (Art. 15, 20 GDPR): JSON for machines, one page for people. Every room tells
/// its part.
/// </summary>
internal sealed class AccountArchive(IEnumerable<IAccountData> rooms, SecurityEvents events, Kernel.Data.RegionDatabase database, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<byte[]> WriteAsync(Guid account, Texts texts, CancellationToken ct)
    {
        var parts = new JsonObject { ["created"] = time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture), ["account"] = account.ToString("D") };
        foreach (var room in rooms.OrderBy(room => room.Part, StringComparer.Ordinal))
            parts[room.Part] = await room.ExportAsync(account, ct);
        await database.ExecuteBatchAsync([events.Row("account-exported", account, null)], ct);
        events.Done("account-exported");
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "konto.json", parts.ToJsonString(Json));
            Add(zip, "konto.html", Page(parts, texts));
        }

        return file.ToArray();
    }

    private void Add(ZipArchive zip, string name, string text)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = time.GetUtcNow();
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Readable without any program but a browser: nested lists, every text encoded, nothing from outside.</summary>
    private static string Page(JsonObject parts, Texts texts)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"").Append(texts.Language.HtmlTag).Append("\"><head><meta charset=\"utf-8\"><title>")
            .Append(WebUtility.HtmlEncode(texts["identity.data.file-title"])).Append("</title></head><body><h1>")
            .Append(WebUtility.HtmlEncode(texts["identity.data.file-title"])).Append("</h1>\n");
        Write(html, parts);
        return html.Append("</body></html>\n").ToString();
    }

    private static void Write(StringBuilder html, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject record:
                html.Append("<dl>");
                foreach (var (name, value) in record)
                {
                    html.Append("<dt>").Append(WebUtility.HtmlEncode(name)).Append("</dt><dd>");
                    Write(html, value);
                    html.Append("</dd>\n");
                }

                html.Append("</dl>");
                break;
            case JsonArray list:
                html.Append("<ol>");
                foreach (var item in list)
                {
                    html.Append("<li>");
                    Write(html, item);
                    html.Append("</li>\n");
                }

                html.Append("</ol>");
                break;
            case null:
                html.Append('–');
                break;
            default:
                html.Append(WebUtility.HtmlEncode(node.ToString()));
                break;
        }
    }
}
