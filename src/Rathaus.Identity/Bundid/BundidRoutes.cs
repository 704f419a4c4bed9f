using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Bundid;

/// <summary>Addresses of the BundID adapter; without it they are 404.</summary>
internal static class BundidRoutes
{
    public static IServiceCollection AddBundid(this IServiceCollection services)
    {
        services.AddOptions<BundidOptions>().BindConfiguration("Identity:Bundid").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BundidParty>();
        services.AddSingleton<BundidSignIn>();
        services.AddSingleton(static provider =>
        {
            var party = provider.GetRequiredService<BundidParty>();
            return new SignInWay(
                TrustLevel.High, party.Simulated ? "identity.bundid.go-simulated" : "identity.bundid.go",
                static back => $"{BundidParty.Address}?niveau=hoch&{SignInLinks.ReturnParameter}={Uri.EscapeDataString(SignInLinks.Local(back))}")
            {
                Offered = party.Available,
            };
        });
        return services.AddSingleton<SimulatedBundid>();
    }

    public static void MapBundid(this IEndpointRouteBuilder routes)
    {
        var party = routes.ServiceProvider.GetRequiredService<BundidParty>();
        if (!party.Available)
        {
            foreach (var address in (string[])[BundidParty.Address, BundidParty.Consumer, BundidParty.Metadata, BundidParty.Address + "/fertig", SimulatedBundid.Address])
                routes.Map(address, static () => TypedResults.NotFound()).ExcludeFromDescription();
            return;
        }

        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapPage(BundidParty.Address, BeginAsync);
        guarded.MapPost(BundidParty.Consumer, ReceiveAsync).WithMetadata(new PageEndpoint()).DisableAntiforgery().ExcludeFromDescription();
        guarded.MapPage(BundidParty.Address + "/fertig", FinishAsync);
        routes.MapPage(BundidParty.Metadata, static (HttpContext http, BundidParty party) =>
            Results.Text(SamlRequest.Metadata(party.EntityId(http.Request), party.ConsumerAddress(http.Request), party.Own!), "application/samlmetadata+xml"));
        if (party.Simulated)
            MapSimulation(guarded);
        else
            routes.Map(SimulatedBundid.Address, static () => TypedResults.NotFound()).ExcludeFromDescription();
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http, string? zurueck, string? niveau, BundidSignIn feature, BundidParty party, IOptions<UiOptions> ui, CancellationToken ct)
    {
        var least = niveau switch { "hoch" => TrustLevel.High, "substantiell" => TrustLevel.Substantial, _ => TrustLevel.None };
        var form = await feature.BeginAsync(http, SignInLinks.Local(zurueck), least, ct);

        // The form of this one page goes to BundID, and only there.
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.ContentSecurityPolicy(ui.Value)
            .Replace("form-action 'self'", $"form-action 'self' {new Uri(form.Address).GetLeftPart(UriPartial.Authority)}", StringComparison.Ordinal);
        return PageResult.Of<BundidPage>(new { Model = form, party.Simulated });
    }

    /// <summary>Comes from another site by POST, so without our cookies and token: the request's id and the assertion's checks guard it.</summary>
    private static async Task<IResult> ReceiveAsync(HttpContext http, BundidSignIn feature, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType)
            return Refused(Saml.Refused);
        var form = await http.Request.ReadFormAsync(ct);
        var received = await feature.ReceiveAsync(http, form["SAMLResponse"], ct);
        return received.Succeeded
            ? PageResult.SeeOther($"{BundidParty.Address}/fertig?vorgang={Uri.EscapeDataString(received.Value)}")
            : Refused(received.Refusal);
    }

    private static async Task<IResult> FinishAsync(HttpContext http, string? vorgang, BundidSignIn feature, CancellationToken ct)
    {
        var done = await feature.FinishAsync(http, vorgang, ct);
        if (!done.Succeeded && SensitiveConventions.Is(done.Refusal))
            return SensitiveConventions.Refused(http, done.Refusal, Linking.LinkIdentity.Address);
        return done.Succeeded ? PageResult.SeeOther(done.Value) : Refused(done.Refusal);
    }

    private static PageResult Refused(Refusal refusal) =>
        PageResult.Of<BundidRefusedPage>(new { Refusal = refusal }, status: RefusalHttp.StatusOf(refusal.Kind));

    private static void MapSimulation(RouteGroupBuilder guarded)
    {
        // Posted by the form above, from this house, as a browser would post it to the real one.
        guarded.MapPost(SimulatedBundid.Address, static async (HttpContext http, DemoCast cast, CancellationToken ct) =>
        {
            var form = await http.Request.ReadFormAsync(ct);
            return SimulatedBundid.RequestOf(form["SAMLRequest"]) is { } request
                ? PageResult.Of<SimulatedBundidPage>(new { Request = request, Persons = Persons(cast) })
                : Refused(Saml.Refused);
        }).WithMetadata(new PageEndpoint()).DisableAntiforgery().ExcludeFromDescription();
        guarded.MapForm(SimulatedBundid.Address + "/senden", static (HttpContext http, IFormCollection form, DemoCast cast, SimulatedBundid simulation) =>
        {
            if (cast.FindPerson(form["person"]) is not { SignsIn: true } person || !SimulatedBundid.Levels.Contains(form["niveau"].ToString())
                || form["vorgang"].ToString() is not { Length: > 0 and <= 100 } request)
                return Refused(Saml.Refused);
            return PageResult.Of<SimulatedBundidAnswerPage>(new { Response = simulation.Answer(http.Request, request, person, form["niveau"].ToString()), Request = request });
        });
        guarded.MapPage(SimulatedBundid.Address, static () => PageResult.SeeOther(BundidParty.Address));
    }

    private static IReadOnlyList<DemoPerson> Persons(DemoCast cast) => [.. cast.Persons.Where(person => person.SignsIn)];
}
