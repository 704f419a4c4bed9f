using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Account;

/// <summary>Paying the fee: what and until when, to the provider and back; and the page of the simulated provider.</summary>
internal static class PaymentPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var one = routes.MapGroup("/vorgang/{number}");
        one.MapPage("/bezahlen", ShowAsync);
        one.MapForm("/bezahlen", StartAsync).RequireRateLimiting("submission");
        one.MapPage("/bezahlt", ReturnAsync);
        var simulation = routes.MapGroup("/simulation/zahlung/{municipality:range(1,32767)}/{reference}");
        simulation.MapPage("", SimulationAsync);
        simulation.MapForm("", ActAsync).RequireRateLimiting("submission");
    }

    private static async Task<IResult> ShowAsync([AsParameters] CaseRequest request, [FromQuery] string? neu, CancellationToken ct)
    {
        var own = await request.OpenAsync(ct);
        if (!own.Succeeded)
            return request.Refused(own.Refusal);
        return own.Value is { Case.OwesFee: true, Payment: { } payment }
            ? PageResult.Of<PaymentPage>(
                new { Model = new PaymentView(own.Value, payment, neu == "1") }, request.TownOf(own.Value.Opened))
            : PageResult.SeeOther(request.Address);
    }

    private static async Task<IResult> StartAsync([AsParameters] CaseRequest request, StartPayment start, CancellationToken ct)
    {
        request.Close();
        var started = await start.RunAsync(request.Key, request.Address + "/bezahlt", ct);
        if (started.Succeeded)
            return Leave(started.Value.Redirect);

        // Paid or not wanted any more: the case says which, and nobody pays a second time.
        return started.Refusal.Code is "payment.already-paid" or "payment.not-wanted"
            ? PageResult.SeeOther(request.Address)
            : request.Refused(started.Refusal);
    }

    private static async Task<IResult> ReturnAsync([AsParameters] CaseRequest request, FinishPayment finish, CancellationToken ct)
    {
        request.Close();
        var payment = await finish.ReturnAsync(request.Key, ct);
        if (!payment.Succeeded)
            return request.Refused(payment.Refusal);
        if (payment.Value.Status is not ("Open" or "Pending"))
            return PageResult.SeeOther(request.Address + "?neu=1");
        var own = await request.OpenAsync(ct);
        return own.Succeeded
            ? PageResult.Of<PaymentReturnPage>(
                new { Model = new PaymentReturn(own.Value, payment.Value) }, request.TownOf(own.Value.Opened))
            : request.Refused(own.Refusal);
    }

    private static async Task<IResult> SimulationAsync(
        short municipality, string reference, PaySimulated simulated, ICatalogue catalogue, ITownThemes themes, CancellationToken ct)
    {
        var booking = await simulated.ShowAsync(municipality, reference, ct);
        return booking.Succeeded
            ? PageResult.Of<SimulatedPaymentPage>(
                new { Model = new SimulationView(booking.Value, Payee(catalogue, themes, municipality)) })
            : PageResult.Refused(booking.Refusal);
    }

    private static async Task<IResult> ActAsync(
        short municipality, string reference, IFormCollection form, PaySimulated simulated, CancellationToken ct)
    {
        SimulatedAction? action = form[FormActions.Name].ToString() switch
        {
            "bezahlen" => SimulatedAction.Pay,
            "doppelt" => SimulatedAction.PayTwiceTold,
            "zu-wenig" => SimulatedAction.PayTooLittle,
            "spaeter" => SimulatedAction.PayLate,
            "abbrechen" => SimulatedAction.Cancel,
            "abbrechen-spaeter" => SimulatedAction.CancelThenPayLate,
            _ => null,
        };
        if (action is null)
            return PageResult.Refused(Refusal.Invalid("payment.action-unknown", "Wählen Sie einen der Knöpfe."));
        var back = await simulated.ActAsync(municipality, reference, action.Value, ct);
        return back.Succeeded ? PageResult.SeeOther(back.Value) : PageResult.Refused(back.Refusal);
    }

    private static string Payee(ICatalogue catalogue, ITownThemes themes, short municipality) =>
        catalogue.FindTown(municipality) is { } town ? themes.Find(town.Id)?.Name ?? town.Name : "";

    /// <summary>To the provider, whose address is not always one of this house.</summary>
    private static IResult Leave(string address) =>
        PageResult.IsLocal(address) ? PageResult.SeeOther(address) : Results.Redirect(address);
}

/// <summary>What there is to pay.</summary>
/// <param name="IsNew">The application was sent a moment ago.</param>
internal sealed record PaymentView(ShowOwnCase.View Own, ShowOwnCase.PaymentLine Payment, bool IsNew);

/// <summary>Back from the provider without the money.</summary>
internal sealed record PaymentReturn(ShowOwnCase.View Own, Payment Payment)
{
    /// <summary>The provider said that it was cancelled, in contrast to: nothing was heard yet.</summary>
    public bool Cancelled => Payment.OpenReference is null;
}

/// <summary>The simulated provider's page.</summary>
internal sealed record SimulationView(SimulatedBooking Booking, string Payee);
