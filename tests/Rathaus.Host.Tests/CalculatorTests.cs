using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Rathaus.Kernel.Data;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>Advance calculators and the API that computes benefits: right amounts, nothing kept.</summary>
public sealed partial class CalculatorTests(RathausApp app) : IClassFixture<RathausApp>
{
    private const string Check = "/wuppertal/leistungen-pruefen";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_check_names_every_benefit_with_amount_chain_and_next_step()
    {
        using var client = app.CreateClient();
        using var answer = await PostAsync(client, Check, ("erwachsene[0].brutto", "1800"), ("erwachsene[0].netto", "1350"), ("kinder[0].geboren.day", "3"),
            ("kinder[0].geboren.month", "5"), ("kinder[0].geboren.year", "2018"), ("allein", "true"), ("miete", "600"), ("heizung", "90"));
        var page = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        // 259 EUR for one child: § 66 (1) EStG from 2026-01-01.
        Assert.Matches("ungefähr 259,00\u00a0€ im Monat", WebUtility.HtmlDecode(page));
        foreach (var benefit in new[] { "Wohngeld", "Kindergeld", "Kinderzuschlag", "Unterhaltsvorschuss", "Elterngeld", "BAföG", "Elternbeitrag" })
            Assert.Contains(benefit, page, StringComparison.Ordinal);
        Assert.Contains("WoGG § 19", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("https://www.arbeitsagentur.de/", page, StringComparison.Ordinal);
    }

    /// <summary>Federal building ministry's examples as of 2025-01-01: a pensioner with 1,300 EUR and 335 EUR rent gets 110 EUR a month.</summary>
    [Fact]
    public async Task The_calculator_of_Wohngeld_gives_the_official_example_with_its_chain()
    {
        using var client = app.CreateClient();
        using var answer = await PostAsync(client, "/gelsenkirchen/wohngeld/rechner", ("personen[0].alter", "70"), ("personen[0].rente", "1300"), ("miete", "335"));
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Matches("ungefähr 110,00\u00a0€ im Monat", page);
        Assert.Contains("WoGG § 19", page, StringComparison.Ordinal);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calculator_of_Wohngeld_says_what_is_missing()
    {
        using var client = app.CreateClient();
        using var answer = await PostAsync(client, "/gelsenkirchen/wohngeld/rechner", ("personen[0].alter", "siebzig"), ("miete", ""));
        var page = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("siebzig", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"ergebnis\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_comes_back_as_it_was_typed()
    {
        using var client = app.CreateClient();
        using var answer = await PostAsync(client, Check, ("erwachsene[0].brutto", "viel Geld"), ("miete", ""));
        var page = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("viel Geld", page, StringComparison.Ordinal);
        Assert.DoesNotContain("im Monat</b>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_is_added_without_computing()
    {
        using var client = app.CreateClient();
        using var answer = await PostAsync(client, Check, ("aktion", "hinzufuegen:kinder"), ("erwachsene[0].brutto", "1800"));
        var page = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("kinder[0].geboren", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"ergebnis\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_stored()
    {
        using var client = app.CreateClient();
        await client.GetStringAsync(Check, Ct);
        var before = await RowsAsync();
        using var answer = await PostAsync(client, Check, ("erwachsene[0].brutto", "1800"), ("miete", "600"));
        using var computed = await CalculateAsync(client, "kindergeld", """{ "date": "2026-03-01", "inputs": { "children": [{ "age": 4 }] } }""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, computed.StatusCode));
        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task The_town_leads_to_the_check()
    {
        using var client = app.CreateClient();
        Assert.Contains($"href=\"{Check}\"", await client.GetStringAsync("/wuppertal", Ct), StringComparison.Ordinal);
        using var unknown = await client.GetAsync("/wuppertal/sperrmuell/rechner", Ct);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_api_answers_with_result_steps_and_paragraphs()
    {
        using var client = app.CreateClient();
        using var answer = await CalculateAsync(client, "kindergeld", """{ "date": "2026-03-01", "inputs": { "children": [{ "age": 4 }, { "age": 7 }], "dog": 1 } }""");
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(518m, body["result"]!["kindergeld_month_total"]!.GetValue<decimal>());
        Assert.Contains(body["steps"]!.AsArray(), step => step!["basis"]?.GetValue<string>().Contains("§ 66", StringComparison.Ordinal) == true);
        Assert.Equal("ignored", body["warnings"]![0]!["code"]!.GetValue<string>());
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kindergeld", """{ "date": "2026-03-01", "inputs": { "children": [{ "age": "x" }] } }""", 422, "benefit.inputs", "inputs.children[0].age")]
    [InlineData("kindergeld", """{ "date": "gestern", "inputs": {} }""", 422, "benefit.inputs", "date")]
    [InlineData("kindergeld", """{ "inputs": {}, "date": "2026-03-01", "x": 1 }""", 422, "benefit.inputs", "x")]
    [InlineData("kindergeld", """{ "date": "2001-01-01", "inputs": { "children": [{ "age": 4 }] } }""", 422, "benefit.no-law", "")]
    [InlineData("kindergeld", "[]", 422, "request.not-json", null)]
    [InlineData("kindergeld", "{", 422, "request.not-json", null)]
    [InlineData("taschengeld", "{}", 404, "benefit.not-found", null)]
    public async Task A_wrong_request_is_answered_as_a_problem(string benefit, string request, int status, string code, string? path)
    {
        using var client = app.CreateClient();
        using var answer = await CalculateAsync(client, benefit, request);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;

        Assert.Equal((status, code), ((int)answer.StatusCode, problem["code"]!.GetValue<string>()));
        if (path is not null)
            Assert.Contains(problem["faults"]!.AsArray(), fault => fault!["path"]!.GetValue<string>() == path);
    }

    [Fact]
    public async Task A_huge_request_is_refused()
    {
        using var client = app.CreateClient();
        using var answer = await CalculateAsync(client, "kindergeld", $$"""{ "date": "2026-03-01", "inputs": { "x": "{{new string('a', 300_000)}}" } }""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> CalculateAsync(HttpClient client, string benefit, string body) =>
        client.PostAsync($"/api/v1/wuppertal/benefits/{benefit}/calculate", new StringContent(body, Encoding.UTF8, "application/json"), Ct);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string calculator, params (string Name, string Value)[] fields)
    {
        var page = await client.GetStringAsync(calculator, Ct);
        var token = Token().Match(page).Groups["token"].Value;
        return await client.PostAsync(calculator, new FormUrlEncodedContent(
            fields.Append(("_token", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))), Ct);
    }

    /// <summary>Rows of every table of the rooms, counted.</summary>
    private async Task<string> RowsAsync()
    {
        await using var connection = await app.Database.OpenAsync(DatabaseRole.Super);
        var tables = await connection.QueryAsync<string>(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('cases', 'services', 'identity', 'registers') order by 1");
        var counts = new StringBuilder();
        foreach (var table in tables)
            counts.Append(table).Append(' ').Append(await connection.ExecuteScalarAsync<long>("select count(*) from " + table)).Append('\n');
        return counts.ToString();
    }

    [GeneratedRegex("name=\"_token\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
