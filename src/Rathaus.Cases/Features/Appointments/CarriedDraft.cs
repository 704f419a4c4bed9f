using Microsoft.AspNetCore.Http;
using Rathaus.Identity;
using Rathaus.Kernel.Languages;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Appointments;

/// <summary>
/// The draft somebody could not go on with, because its service asks for a higher level than they reach: the appointment at the counter
/// keeps the way back to it and says what it is about.
/// </summary>
/// <param name="Address">Local address of the draft's page.</param>
internal sealed record CarriedDraft(string Address, EffectiveService? Service)
{
    public const string Field = "entwurf";

    /// <summary>Added to addresses of the appointment's pages.</summary>
    public string More => $"&{Field}={Uri.EscapeDataString(Address)}";

    /// <summary>The draft the address names; null: none, or nothing of this town.</summary>
    public static CarriedDraft? Of(HttpRequest request, ICatalogue catalogue, Municipality town)
    {
        var address = SignInLinks.Local(request.Query[Field].ToString(), "");
        var path = address.Split('?')[0].Split('/');
        return path is ["", var first, var service, ..] && first == town.Id
            ? new CarriedDraft(address, catalogue.Find(town.Id, service))
            : null;
    }

    public string? Topic(Language language) => Service?.Name.In(language) is { Length: <= 200 } name ? name : null;
}
