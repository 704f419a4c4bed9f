using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Account;

/// <summary>The applicant's pages after sending: case, payment, documents, account, status by receipt, verification.</summary>
internal static class AccountPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        CasePages.Map(routes);
        CorrectionPages.Map(routes);
        PaymentPages.Map(routes);
        DocumentPages.Map(routes);
        LookupPages.Map(routes);
        OwnPages.Map(routes);
        VerifyPages.Map(routes);
    }
}

/// <summary>What every page of a case is asked with. Nothing of it may stay in a cache.</summary>
internal sealed record CaseRequest(string Number, HttpContext Http, ShowOwnCase Cases, ITownThemes Themes)
{
    public CaseKey Key => CaseAddress.Key(Http, Number);

    public string Address => CaseAddress.Of(Number);

    /// <param name="least">With <see cref="CaseRight.Help"/> the page is for helpers too.</param>
    public async Task<Outcome<ShowOwnCase.View>> OpenAsync(CancellationToken ct, CaseRight least = CaseRight.Own)
    {
        Close();
        return await Cases.RunAsync(Key, ct, least);
    }

    public TownTheme? TownOf(OpenedCase opened) => Themes.Find(opened.Town.Id);

    /// <summary>The same page, whether there is no such case or it is somebody else's.</summary>
    public IResult Refused(Refusal refusal)
    {
        Close();
        return refusal.Code == "case.not-found"
            ? PageResult.Of<CaseMissingPage>(new { Address }, status: StatusCodes.Status404NotFound)
            : PageResult.Refused(refusal);
    }

    /// <summary>Answers about a case are kept nowhere on the way.</summary>
    public void Close() => Http.Response.Headers.CacheControl = "private, no-store";

    /// <summary>The address as it is written on the receipt: the cookie travels to no other spelling.</summary>
    public IResult? Respelled() =>
        CaseNumber.TryParse(Number, out var number) && number.Text != Number
            ? PageResult.SeeOther(CaseAddress.Of(number.Text))
            : null;
}
