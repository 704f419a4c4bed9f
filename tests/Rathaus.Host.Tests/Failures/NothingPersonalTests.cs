using System.Net;
using System.Text;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>
/// Promise P12: what people type stands in no log, no metric and no address. Names that exist nowhere else are sent in every
/// way, right, wrong and while the database breaks, and looked for afterwards.
/// </summary>
public sealed class NothingPersonalTests
{
    private static readonly string[] Canaries =
        ["Quittenvogel", "quittenvogel@kanarien.example", "Kanariensteig", "DE02120300000000202051", "Zeisigname", "0202 4711893", "+492024711893",
         "8317.46", "8317,46", "6529.38", "6529,38", "1473.19", "1473,19"];

    [Fact]
    public async Task Names_addresses_and_accounts_stand_in_no_log_no_metric_and_no_redirect()
    {
        await using var host = await RunningHost.StartAsync(Applications.Options);
        using var http = Applications.Client(host);
        using var citizen = new Visitor(host.Address);

        var sent = await Applications.SubmitAsync(http, "canary", Order("12"));
        Assert.Equal(HttpStatusCode.Created, sent.Status);
        Assert.Equal(HttpStatusCode.Conflict, (await Applications.SubmitAsync(http, "canary", Order("13"))).Status);
        var wrong = await Applications.SubmitAsync(http, "wrong", Order("14").Replace("\"sofa\"", "\"Quittenvogel\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Applications.SubmitAsync(http, "broken", Order("15")[..^3])).Status);
        await ByPagesAsync(citizen);
        await UploadAsync(http);
        await LookUpAsync(citizen, sent);

        // The same while the server dies: faults are logged with their stack, never with their values.
        await using (var inside = Applications.Inside(host))
        {
            var backend = (await OtherServer.AskAsync(
                inside, "select pid from pg_stat_activity where application_name = 'rathaus-app' limit 1"))[0];
            Unix.Kill(backend);
        }

        for (var i = 0; i < 20; i++)
            await Applications.SubmitAsync(http, $"dying-{i}", Order("16"));

        using var metrics = new HttpClient();
        var shown = await metrics.GetStringAsync(
            new Uri($"http://localhost:{host.MetricsPort}/metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("rathaus_", shown, StringComparison.Ordinal);
        Assert.Equal(0, await host.StopAsync());
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host log"] = host.Log,
            ["metrics"] = shown,
            ["redirects"] = string.Join('\n', citizen.Redirects),
        };
        foreach (var file in Directory.EnumerateFiles(Path.Combine(host.DataFolder, "pgdata", "log"))
            .Append(Path.Combine(host.DataFolder, "start.log")))
            places[file] = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("terminated by signal 9", string.Concat(places.Values), StringComparison.Ordinal);
        Assert.NotEmpty(citizen.Redirects);
        foreach (var (place, text) in places)
        {
            foreach (var canary in Canaries)
            {
                Assert.DoesNotContain(canary, text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Uri.EscapeDataString(canary), text, StringComparison.OrdinalIgnoreCase);
            }

            Assert.DoesNotContain(sent.Text("secret")!, text, StringComparison.Ordinal);
            Assert.False(text.Contains("Musterstraße", StringComparison.Ordinal), place);
        }
    }

    private static string Order(string number) =>
        """
        {"answers":{"aus_haushalt":true,"anschrift":{"street":"Kanariensteig","number":"NUMBER","post_code":"42103","town":"Wuppertal"},
        "gegenstaende":[{"art":"sofa","anzahl":1}],"elektro_dabei":false,"volumen":"2.5",
        "wunschtage":"Erstattung an Quittenvogel, DE02120300000000202051","bereitstellung":"andere","bereitstellung_wo":"bei Zeisigname",
        "verschenken":true,"kontakt":{"email":"quittenvogel@kanarien.example","telefon":"0202 4711893"}}}
        """.Replace("NUMBER", number, StringComparison.Ordinal);

    /// <summary>A draft without account: typed right, typed wrong, in the search, in the sign-in.</summary>
    private static async Task ByPagesAsync(Visitor citizen)
    {
        var (_, _, first) = await citizen.PostAsync("/wuppertal/sperrmuell/antrag", "/wuppertal/sperrmuell/antrag");
        Assert.NotNull(first);
        var draft = first[..first.IndexOf("/seite/", StringComparison.Ordinal)];
        var home = await citizen.PostAsync(first, first, ("aus_haushalt", "true"));
        Assert.Equal(HttpStatusCode.SeeOther, home.Status);
        var address = await citizen.PostAsync(draft + "/seite/adresse", draft + "/seite/adresse",
            ("anschrift.street", "Kanariensteig"), ("anschrift.number", "12"), ("anschrift.post_code", "42103"), ("anschrift.town", "Wuppertal"));
        Assert.Equal(HttpStatusCode.SeeOther, address.Status);
        var wrong = await citizen.PostAsync(draft + "/seite/erreichen", draft + "/seite/erreichen",
            ("kontakt.email", "Quittenvogel Zeisigname"), ("kontakt.telefon", "DE02120300000000202051"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        await CalculateAsync(citizen);
        await citizen.GetAsync("/suche?s=Quittenvogel");
        await citizen.GetAsync("/wuppertal/Zeisigname");
        await citizen.PostAsync("/konto/neu", "/anmelden/vorfuehrung", ("person", "Quittenvogel"), ("zurueck", "/konto"));
    }

    /// <summary>The benefit check keeps nothing of what it is told, neither amounts nor what was typed wrong.</summary>
    private static async Task CalculateAsync(Visitor citizen)
    {
        const string check = "/wuppertal/leistungen-pruefen";
        var right = await citizen.PostAsync(check, check, ("erwachsene[0].brutto", "8317.46"), ("erwachsene[0].netto", "6529.38"), ("miete", "1473.19"));
        Assert.Equal(HttpStatusCode.OK, right.Status);
        var wrong = await citizen.PostAsync(check, check, ("erwachsene[0].brutto", "Zeisigname"), ("miete", "1473.19"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
    }

    private static async Task UploadAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/api/v1/wuppertal/services/bewohnerparkausweis/uploads?question=fahrzeugschein");
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes("MZ no document of Quittenvogel"));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/pdf");
        request.Content.Headers.TryAddWithoutValidation("Content-Disposition", "attachment; filename=\"Quittenvogel.pdf\"");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    private static async Task LookUpAsync(Visitor citizen, Answer sent)
    {
        await citizen.PostAsync("/status", "/status", ("nummer", sent.Number!), ("code", sent.Text("secret")!));
        await citizen.PostAsync("/status", "/status", ("nummer", sent.Number!), ("code", "Zeisigname"));
    }
}
