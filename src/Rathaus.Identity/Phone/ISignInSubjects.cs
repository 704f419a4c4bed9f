using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary>Whom a sign-in is for, in the words a person approves.</summary>
/// <param name="ClientId">The service as the provider knows it.</param>
/// <param name="Service">Its name.</param>
/// <param name="Town">Its town, or the region.</param>
public sealed record SignInSubject(string ClientId, string Service, string Town)
{
    /// <summary>What the service needs the sign-in for, one sentence; or empty.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Whether the sign-in offers a passkey on another device.</summary>
    public HybridPolicy Hybrid { get; init; }

    /// <summary>The page of the house that needs the sign-in.</summary>
    internal string? Page { get; init; }

    /// <summary>Another system than the house itself.</summary>
    internal bool IsOutside => ClientId != SignInSubjects.House;
}

/// <summary>
/// Says whom a sign-in is for by the local address it leads back to. The provider adds one for its clients; the house itself
/// answers last.
/// </summary>
public interface ISignInSubjects
{
    /// <summary>Null: not known here.</summary>
    ValueTask<SignInSubject?> FindAsync(HttpContext http, string back, CancellationToken ct);
}

/// <summary>The subject of a sign-in: the first answer, else the house with the town of the address.</summary>
internal sealed class SignInSubjects(
    IEnumerable<ISignInSubjects> known, ProviderSubjects flows, IServiceProvider services, IOptions<UiOptions> ui, ITexts texts)
{
    public const string House = "portal";

    public async Task<SignInSubject> FindAsync(HttpContext http, string back, CancellationToken ct)
    {
        foreach (var one in known)
        {
            if (await one.FindAsync(http, back, ct) is { } found)
                return found;
        }

        var page = await flows.PageAsync(http, back, ct) ?? back;
        var first = page.Split('/', '?', '#') is [_, var segment, ..] ? segment : "";
        var town = (services.GetService(typeof(ITownThemes)) as ITownThemes)?.Find(first)?.Name;
        return new SignInSubject(House, texts.For(http.Language())["identity.handover.house"], town ?? ui.Value.RegionName) { Page = page };
    }
}
