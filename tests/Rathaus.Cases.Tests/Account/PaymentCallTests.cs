using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Api;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;
using Rathaus.Services;

namespace Rathaus.Cases.Tests.Account;

/// <summary>The payment provider calls over HTTP: signed, as often as it likes, and never believed without asking back.</summary>
public sealed class PaymentCallTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TownScope Wuppertal => house.App.Services.GetRequiredService<TownDatabase>()
        .For(house.App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!.Number);

    private static string Body(string reference, string amount = "30.00", string state = "paid") => new JsonObject
    {
        ["event"] = reference + "/" + state,
        ["reference"] = reference,
        ["state"] = state,
        ["amount"] = amount,
        ["at"] = "2026-11-20T09:00:00Z",
    }.ToJsonString();

    private string Sign(string body) => house.App.Services.GetRequiredService<SimulatedSignature>().Sign(Encoding.UTF8.GetBytes(body));

    private async Task<(HttpStatusCode Status, JsonNode Answer)> CallAsync(string body, string? signature, string town = "wuppertal")
    {
        using var client = house.App.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/{town}/payment-notifications", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (signature is not null)
            request.Headers.Add(PaymentsApi.SignatureHeader, signature);
        using var answer = await client.SendAsync(request, Ct);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!);
    }

    /// <summary>A permit on the provider's page; nothing is paid yet.</summary>
    private static async Task<(string Number, string Reference)> BegunAsync(WebVisitor visitor)
    {
        await visitor.SignInAsync("mira-beispiel");
        var (number, _, _) = await AccountHouse.AParkingPermitAsync(visitor);
        var provider = (await visitor.PostAsync($"/vorgang/{number}/bezahlen", $"/vorgang/{number}/bezahlen")).Headers.Location!.ToString();
        return (number, provider.Split('/')[^1]);
    }

    private Task BookAsync(string reference, string status = "Paid") => Wuppertal.ExecuteAsync(
        "update cases.simulated_payment set status = @status where municipality = @Town and reference = @reference", new { status, reference }, Ct);

    private Task<IReadOnlyList<string>> TasksAsync(string number) => Wuppertal.QueryAsync<string>(
        "select kind || ' ' || detail from cases.task where municipality = @Town and number = @number order by created_at", new { number }, Ct);

    [Fact]
    public async Task A_signed_call_enters_what_the_provider_has_booked_once_however_often_it_comes()
    {
        using var visitor = house.Visit();
        var (number, reference) = await BegunAsync(visitor);
        await BookAsync(reference);
        var body = Body(reference);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var (status, answer) = await CallAsync(body, Sign(body));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(("paid", false), (answer["state"]!.GetValue<string>(), answer["flagged"]!.GetValue<bool>()));
        }

        var state = await house.CaseAsync(number);
        Assert.Equal((CaseStatus.Submitted, new Euro(30), Euro.Zero), (state.Status, state.Paid, state.RefundDue));
    }

    [Fact]
    public async Task The_buttons_of_the_simulated_provider_call_over_http_too()
    {
        using var visitor = house.Visit();
        var (number, reference) = await BegunAsync(visitor);
        var page = $"/simulation/zahlung/{house.App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!.Number}/{reference}";
        await visitor.PostAsync(page, page, ("aktion", "doppelt"));
        // Nobody came back from the provider: only its call can have told.
        Assert.Equal((CaseStatus.Submitted, new Euro(30)), ((await house.CaseAsync(number)).Status, (await house.CaseAsync(number)).Paid));
    }

    [Fact]
    public async Task A_late_success_after_a_cancelled_try_is_entered()
    {
        using var visitor = house.Visit();
        var (number, reference) = await BegunAsync(visitor);
        await BookAsync(reference, "Cancelled");
        var cancelled = Body(reference, state: "cancelled");
        Assert.Equal("cancelled", (await CallAsync(cancelled, Sign(cancelled))).Answer["state"]!.GetValue<string>());
        Assert.Equal(CaseStatus.AwaitingPayment, (await house.CaseAsync(number)).Status);
        await BookAsync(reference);
        var paid = Body(reference);
        Assert.Equal("paid", (await CallAsync(paid, Sign(paid))).Answer["state"]!.GetValue<string>());
        Assert.Equal((CaseStatus.Submitted, new Euro(30)), ((await house.CaseAsync(number)).Status, (await house.CaseAsync(number)).Paid));
    }

    [Fact]
    public async Task Money_for_a_withdrawn_application_is_a_refund_task()
    {
        using var visitor = house.Visit();
        var (number, reference) = await BegunAsync(visitor);
        await visitor.PostAsync($"/vorgang/{number}/zurueckziehen", $"/vorgang/{number}/zurueckziehen", ("grund", ""));
        Assert.Equal(CaseStatus.Withdrawn, (await house.CaseAsync(number)).Status);
        await BookAsync(reference);
        var body = Body(reference);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(body, Sign(body))).Status);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(body, Sign(body))).Status);
        var state = await house.CaseAsync(number);
        Assert.Equal((CaseStatus.Withdrawn, new Euro(30), new Euro(30)), (state.Status, state.Paid, state.RefundDue));
        Assert.Equal(["refund paid-after-withdrawal"], await TasksAsync(number));
    }

    [Fact]
    public async Task An_amount_that_the_provider_has_not_booked_is_flagged_to_a_clerk_once_and_never_believed()
    {
        using var visitor = house.Visit();
        var (number, reference) = await BegunAsync(visitor);
        var body = Body(reference, amount: "3000.00");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var (status, answer) = await CallAsync(body, Sign(body));
            Assert.Equal((HttpStatusCode.OK, "open", true), (status, answer["state"]!.GetValue<string>(), answer["flagged"]!.GetValue<bool>()));
        }

        Assert.Equal((CaseStatus.AwaitingPayment, Euro.Zero), ((await house.CaseAsync(number)).Status, (await house.CaseAsync(number)).Paid));
        Assert.Equal(["check-by-hand payment-amount-differs"], await TasksAsync(number));
    }

    [Fact]
    public async Task A_call_without_the_providers_signature_is_turned_away()
    {
        using var visitor = house.Visit();
        var (number, reference) = await BegunAsync(visitor);
        await BookAsync(reference);
        var body = Body(reference);
        var old = Sign(body);
        foreach (var signature in (string?[])[null, "", "x", Sign(Body(reference, "29.00")), new string('a', 2000)])
        {
            var (status, answer) = await CallAsync(body, signature);
            Assert.Equal((HttpStatusCode.Unauthorized, "payment.not-authentic"), (status, answer["code"]!.GetValue<string>()));
        }

        var before = house.App.Time.GetUtcNow();
        house.App.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(body, old)).Status);
        house.App.Time.Set(before);
        Assert.Equal(CaseStatus.AwaitingPayment, (await house.CaseAsync(number)).Status);
    }

    [Theory]
    [InlineData("wuppertal", 404, "payment.not-found")]
    [InlineData("aachen", 404, "payment.not-found")]
    [InlineData("nirgendwo", 404, "town.not-found")]
    public async Task An_unknown_payment_or_one_of_another_town_is_404(string town, int status, string code)
    {
        using var visitor = house.Visit();
        var reference = town == "aachen" ? (await BegunAsync(visitor)).Reference : "SIM-nix";
        var body = Body(reference);
        var called = await CallAsync(body, Sign(body), town);
        Assert.Equal((status, code), ((int)called.Status, called.Answer["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("", 422)]
    [InlineData("null", 422)]
    [InlineData("[]", 422)]
    [InlineData("{\"reference\":\"SIM-1\"}", 422)]
    [InlineData("{\"event\":\"e\",\"reference\":7,\"state\":\"paid\",\"amount\":\"30.00\",\"at\":\"2026-11-20T09:00:00Z\"}", 422)]
    [InlineData("{\"event\":\"e\",\"reference\":\"SIM-1\",\"state\":\"paid\",\"amount\":\"viel\",\"at\":\"2026-11-20T09:00:00Z\"}", 422)]
    public async Task A_call_of_another_shape_is_refused(string body, int status)
    {
        var called = await CallAsync(body, Sign(body));
        Assert.Equal((status, "payment.unreadable"), ((int)called.Status, called.Answer["code"]!.GetValue<string>()));
    }
}
