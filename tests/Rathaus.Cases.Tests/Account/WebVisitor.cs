using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Account;

/// <summary>One person at one device: keeps cookies, reads pages, posts their forms with the token that guards them.</summary>
internal sealed partial class WebVisitor : IDisposable
{
    private static readonly Uri Root = new("https://localhost");
    private readonly CookieContainer cookies = new();
    private readonly HttpClient client;

    public WebVisitor(RathausApp app)
    {
        client = app.CreateDefaultClient(Root, new CookieKeeper(cookies));
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string address) => client.GetAsync(new Uri(address, UriKind.Relative), Ct);

    public async Task<string> ReadAsync(string address, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await GetAsync(address);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == status, $"{address}: {(int)answer.StatusCode} {answer.Headers.Location}\n{html}");
        return WebUtility.HtmlDecode(html);
    }

    /// <summary>Posts a form of a page, with the page's token.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string address, params (string Name, string Value)[] fields) =>
        await PostRawAsync(address, [.. fields, ("_token", await TokenAsync(page))]);

    public Task<HttpResponseMessage> PostRawAsync(string address, params (string Name, string Value)[] fields) => client.PostAsync(
        new Uri(address, UriKind.Relative),
        new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Ct);

    /// <summary>Posts a form with one file.</summary>
    public async Task<HttpResponseMessage> PostFileAsync(
        string page, string address, string field, string name, byte[] content, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (key, value) in fields)
            form.Add(new StringContent(value), key);
        form.Add(new StringContent(await TokenAsync(page)), "_token");
        form.Add(new ByteArrayContent(content), field, name);
        return await client.PostAsync(new Uri(address, UriKind.Relative), form, Ct);
    }

    /// <summary>Signs in as a person of the demonstration.</summary>
    public Task SignInAsync(string person) => SignInAsync(person, "/konto/neu", "/anmelden/vorfuehrung");

    /// <summary>Signs in by a form of a page and follows the way through the provider.</summary>
    public async Task SignInAsync(string person, string page, string form)
    {
        var answer = await PostAsync(page, form, ("person", person), ("zurueck", "/konto"));
        while (answer.Headers.Location is { } next && new Uri(Root, next).PathAndQuery != "/konto")
            answer = await client.GetAsync(new Uri(Root, next), Ct);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    /// <summary>Submits an application by the API as whoever is signed in.</summary>
    public async Task<(string Number, string Secret, string Sha256)> SubmitAsync(
        string service, JsonObject answers, JsonObject? files = null, string town = "wuppertal")
    {
        var body = new JsonObject { ["answers"] = answers };
        if (files is not null)
            body["files"] = files;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/{town}/services/{service}/applications", UriKind.Relative));
        request.Headers.Add("Idempotency-Key", RandomNumberGenerator.GetHexString(32));
        request.Content = JsonContent.Create(body);
        using var answer = await client.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        var receipt = JsonNode.Parse(text)!;
        return (receipt["number"]!.GetValue<string>(), receipt["secret"]!.GetValue<string>(), receipt["sha256"]!.GetValue<string>());
    }

    /// <summary>Sends a file ahead of an application.</summary>
    public async Task<string> UploadAsync(string service, string question, string name, byte[] content)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"/api/v1/wuppertal/services/{service}/uploads?question={question}", UriKind.Relative));
        request.Content = new ByteArrayContent(content);
        request.Content.Headers.ContentType = new("application/pdf");
        request.Content.Headers.ContentDisposition = new("attachment") { FileName = name };
        using var answer = await client.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!["id"]!.GetValue<string>();
    }

    /// <summary>Opens a case on this device by number and code.</summary>
    public Task<HttpResponseMessage> LookUpAsync(string number, string secret) =>
        PostAsync("/status", "/status", ("nummer", number), ("code", secret));

    public void Dispose() => client.Dispose();

    private async Task<string> TokenAsync(string page)
    {
        using var answer = await GetAsync(page);
        return Token().Match(await answer.Content.ReadAsStringAsync(Ct)).Groups["value"].Value;
    }

    [GeneratedRegex("name=\"_token\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
