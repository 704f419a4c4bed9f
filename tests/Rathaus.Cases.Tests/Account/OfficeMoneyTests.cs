using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Api;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;
using Rathaus.Services;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Account;

/// <summary>What staff do beside deciding, by the buttons of the pages: pay back, tick off a task, try a job again.</summary>
public sealed class OfficeMoneyTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private short Town => house.App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!.Number;

    private TownScope Wuppertal => house.App.Services.GetRequiredService<TownDatabase>().For(Town);

    [Fact]
    public async Task A_clerk_pays_back_what_came_after_the_withdrawal_once_and_the_task_is_done()
    {
        var (number, reference) = await WithdrawnAndPaidAsync();
        var task = await TaskAsync(number, "refund");
        using var clerk = await StaffAsync("wuppertal-strassenverkehr");
        Assert.Contains("30,00", WebUtility.HtmlDecode(await clerk.ReadAsync($"/amt/vorgang/{number}/zahlung")), StringComparison.Ordinal);

        using var paid = await clerk.ActAsync(number, "erstatten", ("aufgabe", task.ToString()));
        Assert.Equal(HttpStatusCode.SeeOther, paid.StatusCode);

        var state = await house.CaseAsync(number);
        Assert.Equal((Euro.Zero, Euro.Zero), (state.Paid, state.RefundDue));
        Assert.Equal("Refunded", await StatusAsync(reference));
        Assert.Equal(0, await OpenTasksAsync(number));
        using var again = await clerk.ActAsync(number, "erstatten");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("nichts bezahlt", await again.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_of_another_office_or_town_pays_back_or_ticks_off()
    {
        var (number, reference) = await WithdrawnAndPaidAsync();
        var task = await TaskAsync(number, "refund");
        foreach (var person in (string[])["wuppertal-abfall", "aachen-clerk"])
        {
            using var stranger = await StaffAsync(person);
            using var refund = await stranger.PostAsync($"/amt/vorgang/{number}/erstatten", ("_version", "1"), ("aufgabe", task.ToString()));
            using var tick = await stranger.PostAsync($"/amt/vorgang/{number}/aufgabe/{task}", ("_version", "1"));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (refund.StatusCode, tick.StatusCode));
        }

        Assert.Equal("Paid", await StatusAsync(reference));
        Assert.Equal(1, await OpenTasksAsync(number));
    }

    [Fact]
    public async Task A_task_is_ticked_off_once_by_whoever_did_it()
    {
        using var visitor = house.Visit();
        var (number, reference) = await BegunAsync(visitor);
        await CallAsync(reference, "3000.00"); // never booked: a clerk looks after it
        var task = await TaskAsync(number, "check-by-hand");
        using var clerk = await StaffAsync("wuppertal-strassenverkehr");

        using var done = await clerk.ActAsync(number, $"aufgabe/{task}");
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        Assert.Equal(0, await OpenTasksAsync(number));
        var (at, by) = Assert.Single(await Wuppertal.QueryAsync<(DateTime, Guid?)>(
            "select done_at, done_by from cases.task where municipality = @Town and id = @task", new { task }, Ct));
        Assert.Equal(house.App.Time.GetUtcNow().UtcDateTime, at);
        Assert.NotNull(by);
        using var again = await clerk.ActAsync(number, $"aufgabe/{task}");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task An_administrator_puts_a_failed_job_back_and_others_do_not_see_it()
    {
        await using var connection = await house.App.Database.OpenAsync(DatabaseRole.Super);
        const long id = 4_711_000;
        await connection.ExecuteAsync(
            """
            insert into kernel.job_dead (municipality, id, kind, attempts, payload, last_error_code, created_at)
            values (@Town, @id, 'nobody.runs-this', 5, '{}', 'other-side-down', now())
            """, new { Town, id });
        using var clerk = await StaffAsync("wuppertal-clerk");
        Assert.Equal(HttpStatusCode.NotFound, await clerk.StatusAsync("/amt/auftraege"));
        using var refused = await clerk.PostAsync($"/amt/auftraege/{id}/wiederholen");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var foreign = await StaffAsync("aachen-administrator");
        using var other = await foreign.PostAsync($"/amt/auftraege/{id}/wiederholen");
        Assert.EndsWith("wieder=nein", other.Headers.Location!.ToString(), StringComparison.Ordinal);

        using var operating = await StaffAsync("wuppertal-administrator");
        Assert.Contains("nobody.runs-this", await operating.ReadAsync("/amt/auftraege"), StringComparison.Ordinal);
        using var back = await operating.PostAsync($"/amt/auftraege/{id}/wiederholen");
        Assert.EndsWith("wieder=ja", back.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("nobody.runs-this", await operating.ReadAsync("/amt/auftraege"), StringComparison.Ordinal);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*) from kernel.job where kind = 'nobody.runs-this'"));
    }

    private async Task<Browser> StaffAsync(string person)
    {
        var browser = new Browser(house.App);
        await browser.SignInStaffAsync(person);
        return browser;
    }

    /// <summary>A permit on the provider's page; nothing is paid yet.</summary>
    private static async Task<(string Number, string Reference)> BegunAsync(WebVisitor visitor)
    {
        await visitor.SignInAsync("mira-beispiel");
        var (number, _, _) = await AccountHouse.AParkingPermitAsync(visitor);
        var provider = (await visitor.PostAsync($"/vorgang/{number}/bezahlen", $"/vorgang/{number}/bezahlen")).Headers.Location!.ToString();
        return (number, provider.Split('/')[^1]);
    }

    private async Task<(string Number, string Reference)> WithdrawnAndPaidAsync()
    {
        using var visitor = house.Visit();
        var (number, reference) = await BegunAsync(visitor);
        await visitor.PostAsync($"/vorgang/{number}/zurueckziehen", $"/vorgang/{number}/zurueckziehen", ("grund", ""));
        await Wuppertal.ExecuteAsync(
            "update cases.simulated_payment set status = 'Paid' where municipality = @Town and reference = @reference", new { reference }, Ct);
        await CallAsync(reference, "30.00");
        Assert.Equal((CaseStatus.Withdrawn, new Euro(30)), ((await house.CaseAsync(number)).Status, (await house.CaseAsync(number)).RefundDue));
        return (number, reference);
    }

    private async Task CallAsync(string reference, string amount)
    {
        var body = new JsonObject
        {
            ["event"] = reference + "/paid", ["reference"] = reference, ["state"] = "paid", ["amount"] = amount, ["at"] = "2026-11-20T09:00:00Z",
        }.ToJsonString();
        using var client = house.App.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/wuppertal/payment-notifications", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(PaymentsApi.SignatureHeader, house.App.Services.GetRequiredService<SimulatedSignature>().Sign(Encoding.UTF8.GetBytes(body)));
        using var answer = await client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<Guid> TaskAsync(string number, string kind) => Assert.Single(await Wuppertal.QueryAsync<Guid>(
        "select id from cases.task where municipality = @Town and number = @number and kind = @kind and done_at is null", new { number, kind }, Ct));

    private async Task<long> OpenTasksAsync(string number) => Assert.Single(await Wuppertal.QueryAsync<long>(
        "select count(*) from cases.task where municipality = @Town and number = @number and done_at is null", new { number }, Ct));

    private async Task<string> StatusAsync(string reference) => Assert.Single(await Wuppertal.QueryAsync<string>(
        "select status from cases.simulated_payment where municipality = @Town and reference = @reference", new { reference }, Ct));
}
