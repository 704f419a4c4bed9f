using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>What a form can be sent besides what it asks for: never a fault of the house, never another's data.</summary>
public sealed partial class BadInputTests(House house)
{
    public static TheoryData<string, int> Texts => new()
    {
        { "<script>alert(1)</script>", 303 },
        { "'; drop table cases.draft; --", 303 },
        { "Łukasiewiczstraße ʿAin", 303 },
        { "Weg 😀", 422 },
        { "a\u0000b", 400 },
        { "zwei\u0007Töne", 422 },
        { "\uFEFF\u202Egewendet", 422 },
    };

    [Theory]
    [InlineData("/bielefeld-gibt-es-nicht")]
    [InlineData("/wuppertal/gibt-es-nicht")]
    [InlineData("/wuppertal/gibt-es-nicht/antrag")]
    [InlineData("/wuppertal/sperrmuell/antrag/keine-kennung/seite/haushalt")]
    [InlineData("/vorgang/W-2026-99999999")]
    public async Task What_does_not_exist_answers_404_with_a_search(string address)
    {
        using var client = Client();
        using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        if (!address.StartsWith("/vorgang", StringComparison.Ordinal))
            Assert.Contains("type=\"search\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Any_text_is_kept_or_refused_as_text(string text, int status)
    {
        using var client = Client();
        var draft = await BeginAsync(client);
        using var answer = await PostAsync(client, draft, ("_version", "1"), ("anschrift.street", text), ("anschrift.number", "1"),
            ("anschrift.post_code", "42103"), ("anschrift.town", "Wuppertal"));
        Assert.Equal(status, (int)answer.StatusCode);
        var page = await client.GetStringAsync(draft.Page("adresse"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        if (status == 303)
            Assert.Contains(text[..5], WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%ED%A0%80")]
    [InlineData("%FF%FE")]
    [InlineData("%C0%AF")]
    public async Task Bytes_that_are_no_text_are_no_fault_of_the_house(string bytes)
    {
        using var client = Client();
        var draft = await BeginAsync(client);
        using var body = new StringContent(
            $"_token={Uri.EscapeDataString(draft.Token)}&_version=1&anschrift.street={bytes}", Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await client.PostAsync(draft.Page("adresse"), body, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 300, 499);
    }

    [Fact]
    public async Task Too_much_too_many_and_the_wrong_kind_are_refused()
    {
        using var client = Client();
        var draft = await BeginAsync(client);
        using var many = await PostAsync(client, draft, [("_version", "1"), .. Enumerable.Range(0, 3000).Select(one => ($"feld{one}", "x"))]);
        Assert.InRange((int)many.StatusCode, 400, 499);
        using var json = new StringContent("{\"aus_haushalt\":true}", Encoding.UTF8, "application/json");
        using var wrong = await client.PostAsync(draft.Page("haushalt"), json, TestContext.Current.CancellationToken);
        Assert.InRange((int)wrong.StatusCode, 400, 499);
        using var large = new ByteArrayContent(new byte[(100 << 20) + 1]);
        large.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        try
        {
            using var refused = await client.PostAsync(draft.Page("haushalt"), large, TestContext.Current.CancellationToken);
            Assert.InRange((int)refused.StatusCode, 400, 499);
        }
        catch (HttpRequestException)
        {
            // The house hung up before the last byte, as it may.
            using var alive = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("eins")]
    public async Task Another_version_gets_the_present_state_to_compare(string version)
    {
        using var client = Client();
        var draft = await BeginAsync(client);
        using var answer = await PostAsync(client, draft with { Step = "haushalt" }, ("_version", version), ("aus_haushalt", "true"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        using var client = Client();
        var draft = await BeginAsync(client);
        using var answer = await PostAsync(
            client, draft with { Token = "falsch", Step = "haushalt" }, ("_version", "1"), ("aus_haushalt", "true"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("checked", await client.GetStringAsync(draft.Page("haushalt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_does_not_see_or_change_a_draft()
    {
        using var client = Client();
        var draft = await BeginAsync(client);
        using var stranger = Client();
        using var seen = await stranger.GetAsync(draft.Page("haushalt"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SeeOther, seen.StatusCode);
        Assert.StartsWith("/anmelden", seen.Headers.Location?.ToString(), StringComparison.Ordinal);
        var own = await BeginAsync(stranger);
        using var changed = await PostAsync(
            stranger, draft with { Token = own.Token, Step = "haushalt" }, ("_version", "1"), ("aus_haushalt", "true"));
        Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
        Assert.DoesNotContain("checked", await client.GetStringAsync(draft.Page("haushalt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private HttpClient Client() => new(new CookieJar())
    {
        BaseAddress = new Uri(house.Host.Address),
        DefaultRequestHeaders = { Accept = { new MediaTypeWithQualityHeaderValue("text/html") } },
    };

    private static async Task<Draft> BeginAsync(HttpClient client)
    {
        const string Start = "/wuppertal/sperrmuell/antrag";
        var token = await TokenAsync(client, Start);
        using var body = new FormUrlEncodedContent([new("_token", token)]);
        using var begun = await client.PostAsync(Start, body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SeeOther, begun.StatusCode);
        var root = begun.Headers.Location!.ToString().Split("/seite/")[0];
        return new Draft(root, await TokenAsync(client, root + "/seite/haushalt"), "adresse");
    }

    private static async Task<string> TokenAsync(HttpClient client, string address)
    {
        var page = await client.GetStringAsync(address, TestContext.Current.CancellationToken);
        return Token().Match(page).Groups[1].Value;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, Draft draft, params (string Name, string Value)[] fields)
    {
        using var body = new FormUrlEncodedContent(
            [new("_token", draft.Token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await client.PostAsync(draft.Page(draft.Step), body, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends every cookie back as browsers do on localhost, where secure cookies travel without TLS.</summary>
    private sealed class CookieJar() : DelegatingHandler(
        new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false, CheckCertificateRevocationList = true })
    {
        private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            {
                foreach (var cookie in set)
                {
                    var pair = cookie.Split(';')[0].Split('=', 2);
                    cookies[pair[0]] = pair[1];
                }
            }

            return answer;
        }
    }

    [GeneratedRegex("name=\"_token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    private sealed record Draft(string Root, string Token, string Step)
    {
        public string Page(string step) => $"{Root}/seite/{step}";
    }
}
