using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Identity;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Portal;

/// <summary>Check your answers, declare, send. The receipt is shown only after the commit.</summary>
internal static class CheckPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var check = routes.MapGroup("/{town}/{service}/antrag/{draft:guid}/pruefen");
        check.MapPage("", ShowAsync);
        check.MapForm("", SendAsync).RequireRateLimiting("submission");
    }

    private static async Task<IResult> ShowAsync([AsParameters] DraftRequest request, CancellationToken ct)
    {
        var view = await request.OpenAsync(ct);
        return view.Succeeded
            ? PageResult.Of<CheckPage>(new { Model = new CheckView(view.Value, request.Address, null, DeclarationMissing: false) })
            : request.Refused(view.Refusal);
    }

    private static async Task<IResult> SendAsync(
        [AsParameters] DraftRequest request, IFormCollection form, SubmitDraft submit, CancellationToken ct)
    {
        if (request.Found is not { } service)
            return PageResult.Refused(Refusal.NotFound("service"));
        var key = await request.ClaimAsync(ct);
        if (form["erklaerung"] != "ja")
            return await AgainAsync(request, key, null, ct);

        var version = int.TryParse(form[PostedFields.VersionField], NumberStyles.None, CultureInfo.InvariantCulture, out var typed) ? typed : 0;
        var receipt = await submit.RunAsync(service.Town, key, version, request.Http.Language(), ct);
        if (!receipt.Succeeded && SensitiveConventions.Is(receipt.Refusal))
            return SensitiveConventions.Refused(request.Http, receipt.Refusal, request.Address.Check);
        if (!receipt.Succeeded)
            return receipt.Refusal.Code == "draft.submitted" ? request.Refused(receipt.Refusal) : await AgainAsync(request, key, receipt.Refusal, ct);

        var number = receipt.Value.Number.Text;

        // The draft's cookie stays: with it the back button leads from the sent form to its case.
        CaseAddress.Remember(request.Http, number, receipt.Value.Secret);
        return PageResult.SeeOther(receipt.Value is { PaymentDue: not null } due && due.Fee > Euro.Zero
            ? CaseAddress.Of(number) + "/bezahlen?neu=1"
            : CaseAddress.Of(number) + "?neu=1");
    }

    /// <summary>The page again: the declaration is missing (no refusal), or why it could not be sent.</summary>
    private static async Task<IResult> AgainAsync(DraftRequest request, DraftKey key, Refusal? refusal, CancellationToken ct)
    {
        var view = await request.Drafts.RunAsync(request.Found!.Town, key, request.Http.Language(), ct);
        if (!view.Succeeded)
            return request.Refused(view.Refusal);
        var model = new CheckView(view.Value, request.Address, refusal, DeclarationMissing: refusal is null);
        var status = refusal is null ? StatusCodes.Status422UnprocessableEntity : RefusalHttp.StatusOf(refusal.Kind);
        return PageResult.Of<CheckPage>(new { Model = model }, status: status);
    }
}
