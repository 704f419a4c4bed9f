using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Pages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary>What an endpoint does that a handed-over session may not; lies in the endpoint's metadata, so that a test can list it.</summary>
public sealed record SensitiveRequirement(SensitiveAction Action);

/// <summary>Requirements for routes that do something sensitive.</summary>
public static class SensitiveConventions
{
    /// <summary>Asks <see cref="ISensitiveActions"/> before the handler runs; the refusal is a page that names the other ways.</summary>
    public static TBuilder RequireSensitive<TBuilder>(this TBuilder builder, SensitiveAction action)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new SensitiveRequirement(action)));
        builder.Finally(endpoint =>
        {
            var inner = endpoint.RequestDelegate
                ?? throw new InvalidOperationException($"Endpoint {endpoint.DisplayName} runs nothing");
            endpoint.RequestDelegate = http => GuardAsync(http, action, inner);
        });
        return builder;
    }

    /// <summary>A refusal of <see cref="ISensitiveActions"/>.</summary>
    public static bool Is(Refusal refusal) => refusal.Code is Recovery.SensitiveActions.HandedOver or Recovery.SensitiveActions.OnHold;

    /// <summary>The refusal as a page: what is the matter, until when, and which ways there are.</summary>
    /// <param name="back">Where to go on after another sign-in; null: this page, if it can be opened.</param>
    public static IResult Refused(HttpContext http, Refusal refusal, string? back = null) =>
        refusal.Kind == RefusalKind.SignInNeeded || !AccessConventions.WantsPage(http.Request)
            ? AccessConventions.WantsPage(http.Request) ? PageResult.Refused(refusal) : refusal.ToHttp()
            : PageResult.Of<SensitiveRefusedPage>(
                new
                {
                    HandedOver = refusal.Code == Recovery.SensitiveActions.HandedOver,
                    Until = refusal.Current as DateTimeOffset?,
                    Back = SignInLinks.Local(back ?? (HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString.ToString() : null)),
                },
                status: StatusCodes.Status403Forbidden);

    private static async Task GuardAsync(HttpContext http, SensitiveAction action, RequestDelegate inner)
    {
        var check = http.RequestServices.GetRequiredService<ISensitiveActions>();
        if (await check.CheckAsync(action, http.RequestAborted) is { } refusal)
            await Refused(http, refusal).ExecuteAsync(http);
        else
            await inner(http);
    }
}
