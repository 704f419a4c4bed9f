using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Account;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Offers;

/// <summary>The applicant takes or leaves an offered childcare place.</summary>
internal static class OfferPages
{
    /// <summary>The two answers of the form.</summary>
    public const string Accept = "annehmen";
    public const string Decline = "ablehnen";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var one = routes.MapGroup("/vorgang/{number}/platz");
        one.MapPage("", static ([AsParameters] CaseRequest request) => PageResult.SeeOther(request.Address + "#platz"));
        one.MapForm("", AnswerAsync).RequireRateLimiting("submission");
    }

    private static async Task<IResult> AnswerAsync([AsParameters] CaseRequest request, IFormCollection form, AnswerOffer answer, CancellationToken ct)
    {
        request.Close();
        string? chosen = form[FormActions.Name];
        if (chosen is not (Accept or Decline))
            return PageResult.SeeOther(request.Address + "#platz");
        var answered = await answer.RunAsync(request.Key, chosen == Accept, ct);

        // The page of the case says how the offer stands now, whoever came first.
        return answered.Succeeded || answered.Refusal.Kind == RefusalKind.Conflict
            ? PageResult.SeeOther(request.Address + "#platz")
            : request.Refused(answered.Refusal);
    }
}

/// <summary>Answers an offer for the applicant of the case, nobody else.</summary>
internal sealed class AnswerOffer(CaseAccess access, IPlaceOffers offers, IActor actor)
{
    public async Task<Outcome<PlaceOffer>> RunAsync(CaseKey key, bool accept, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        return await offers.AnswerAsync(opened.Value.Town.Number, opened.Value.Case.Number.Text, accept, actor.AccountId, ct);
    }
}
