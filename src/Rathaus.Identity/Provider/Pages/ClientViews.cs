using Rathaus.Identity.Provider.Clients;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Pages;

/// <summary>A page about the clients of a town.</summary>
internal abstract record TownClientsView(TownEntry Town)
{
    /// <summary>A page about the same town.</summary>
    public string In(string path) => $"{ClientRoutes.Address}{path}?stadt={Town.Id}";
}

/// <summary>All clients of a town.</summary>
internal sealed record ClientsView(TownEntry Town, IReadOnlyList<OpenIdClient> Clients, string? Done) : TownClientsView(Town);

/// <summary>One client, new or there already.</summary>
internal sealed record ClientView(
    TownEntry Town, ClientForm Form, bool Exists, IReadOnlyList<ClientChange> History, string Issuer, Refusal? Refusal) : TownClientsView(Town)
{
    public string? Done { get; init; }
}

/// <summary>The question whether a client shall end.</summary>
internal sealed record ClientEndView(TownEntry Town, OpenIdClient Client) : TownClientsView(Town);
