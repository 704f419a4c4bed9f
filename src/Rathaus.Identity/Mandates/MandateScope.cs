using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Mandates;

/// <summary>
/// What a mandate covers: groups of services as people chose them, and the services that stood in them on that day. A service
/// that joins a group later is not covered.
/// </summary>
/// <param name="Services">Null: all.</param>
internal sealed record MandateScope(IReadOnlyList<string> Groups, IReadOnlyList<string>? Services)
{
    /// <summary>Name of the inputs.</summary>
    public const string Field = "umfang";

    public const string All = "alles";

    public static MandateScope Everything { get; } = new([], null);

    /// <summary>From a form: everything, or at least one known group.</summary>
    public static Outcome<MandateScope> From(IFormCollection form, IServiceScopes known)
    {
        var chosen = form[Field].OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (chosen.Contains(All))
            return Everything;
        var groups = known.Groups.Where(group => chosen.Contains(group.Id)).ToList();
        return groups.Count == 0
            ? Refusal.Invalid("mandate.no-scope", "Wählen Sie, wofür die Vollmacht gilt.", new FieldFault(Field, "mandate.no-scope", "Wählen Sie, wofür die Vollmacht gilt."))
            : new MandateScope(
                [.. groups.Select(group => group.Id)],
                [.. groups.SelectMany(group => group.Services).Select(service => service.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }
}
