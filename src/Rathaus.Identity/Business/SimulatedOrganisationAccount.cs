using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Business;

/// <summary>The organisation account as a simulation: a demo company's data, labelled.</summary>
internal sealed class SimulatedOrganisationAccount : IOrganisationAccounts
{
    public const string Address = BusinessRoutes.Address + "/unternehmenskonto";

    public bool Simulated => true;

    public string StartAddress => Address;

    /// <summary>Mapped in demo mode only.</summary>
    public static void Map(RouteGroupBuilder own)
    {
        own.MapPage("/unternehmenskonto", static (DemoCast cast) => Show(cast, null));
        own.MapForm("/unternehmenskonto", static async (
            IFormCollection form, IActor actor, DemoCast cast, IOrganisationSignIn signIn, SimulatedOrganisationAccount server, CancellationToken ct) =>
        {
            if (cast.Companies.FirstOrDefault(one => one.Id == form["firma"]) is not { } company)
                return Show(cast, Refusal.Invalid("organisation.unknown-company", "Wählen Sie eine Firma aus der Liste.", new FieldFault("firma", "organisation.unknown-company", "Wählen Sie eine Firma aus der Liste.")));
            var done = await signIn.CompleteAsync(actor, IdentityOf(company), server, ct);
            return done.Succeeded ? PageResult.SeeOther($"{BusinessRoutes.Address}/{done.Value:D}") : Show(cast, done.Refusal);
        }).RequireSensitive(SensitiveAction.GrantMandate);
    }

    private static OrganisationIdentity IdentityOf(DemoCompany company) => new(
        "simulation:" + company.Id, company.Name, company.LegalForm, "", "",
        new OrganisationAddress(company.Street, company.HouseNumber, company.PostCode, company.Town));

    private static PageResult Show(DemoCast cast, Refusal? refusal) => PageResult.Of<SimulatedOrganisationPage>(
        new { cast.Companies, Refusal = refusal }, status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
}

/// <summary>The organisation accounts of this installation: configured ones, and in demo mode the simulation.</summary>
internal sealed class OrganisationServers(IEnumerable<IOrganisationAccounts> configured, SimulatedOrganisationAccount simulation, DemoSetting demo)
{
    public IReadOnlyList<IOrganisationAccounts> All { get; } = demo.Enabled ? [.. configured, simulation] : [.. configured];
}
