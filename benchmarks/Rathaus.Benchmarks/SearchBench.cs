using System.Diagnostics;
using System.Net;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench search</c>: the search page over the offers of all towns, through HTTP. Each search is asked once, so that no
/// answer comes from the output cache: everyday words, whole sentences, and each word with one letter left out.
/// </summary>
internal static class SearchBench
{
    private const int Clients = 4;
    private const int Bar = 20;

    private static readonly string[] Warm =
        ["Geld für Miete", "Hund", "Baustelle", "waste", "Ausweis verlängern", "Schwerbehindert", "Wohnberechtigungsschein", "Pass", "Straße", "Stelle"];

    private static readonly string[] Asked =
    [
        "Sperrmüll", "Bewohnerparkausweis", "Anwohnerparken", "umziehen", "neue Adresse melden", "Personalausweis", "Reisepass", "Führerschein",
        "Kennzeichen", "Auto anmelden", "Kindergarten", "Kitaplatz", "Geburtsurkunde", "heiraten", "Standesamt", "Briefwahl", "Wohngeld", "Miete",
        "Elterngeld", "Unterhalt", "Aufenthaltstitel", "Einbürgerung", "Gewerbe", "Gaststätte", "Ehrenamt", "Mülltonne", "Sterbeurkunde",
        "Ich habe ein Kind bekommen", "Ich will ein Café eröffnen", "parking permit", "residence permit", "passport",
    ];

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        await using var host = await RunningHost.StartAsync("--demo", "RateLimits__Login=0", "RateLimits__Api=0");
        using var http = new HttpClient { BaseAddress = new Uri(host.Address) };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        foreach (var typed in Warm.SelectMany(Variants))
            await SearchAsync(http, typed, ct);

        var typedOnes = Asked.SelectMany(Variants).Distinct(StringComparer.Ordinal).ToArray();
        var latencies = new Latencies(Clients);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (var i = client; i < typedOnes.Length; i += Clients)
            {
                var began = Stopwatch.GetTimestamp();
                await SearchAsync(http, typedOnes[i], ct);
                latencies.Add(client, began);
            }
        }));
        return
        [
            new("search over all towns' offers, p50", latencies.Quantile(0.50), "ms", null, false),
            new("search over all towns' offers, p95", latencies.Quantile(0.95), "ms", Bar, false),
            new("... different searches asked", typedOnes.Length, "", null, true),
        ];
    }

    private static IEnumerable<string> Variants(string typed) =>
        Enumerable.Range(1, typed.Length - 2).Select(at => typed.Remove(at, 1)).Prepend(typed);

    private static async Task SearchAsync(HttpClient http, string typed, CancellationToken ct)
    {
        using var answer = await http.GetAsync(new Uri("/suche?s=" + Uri.EscapeDataString(typed), UriKind.Relative), ct);
        _ = await answer.Content.ReadAsByteArrayAsync(ct);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"{typed}: {answer.StatusCode}");
    }
}
