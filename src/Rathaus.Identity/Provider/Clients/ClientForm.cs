using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Clients;

/// <summary>A client as an administrator types it, with every value kept as typed.</summary>
internal sealed partial record ClientForm
{
    public const string IdField = "kennung";
    public const string NameField = "name";
    public const string PurposeField = "zweck";
    public const string RedirectsField = "rueckadressen";
    public const string KeysField = "schluessel";
    public const string SectorField = "sektor";
    public const string LevelField = "niveau";
    public const string ScopesField = "daten";
    public const string HybridField = "hybrid";
    public const string PostLogoutField = "nach-abmelden";
    public const string BackchannelField = "abmelde-meldung";
    public const string FrontchannelField = "abmelde-rahmen";
    public const string VersionField = "_version";

    private const int MostAddresses = 10;
    private const int LongestAddress = 500;
    private const int MostKeys = 10;

    public string Id { get; init; } = string.Empty;

    public string Name { get; init; } = string.Empty;

    public string Purpose { get; init; } = string.Empty;

    public string Redirects { get; init; } = string.Empty;

    public string Keys { get; init; } = string.Empty;

    public string Sector { get; init; } = string.Empty;

    public string Level { get; init; } = nameof(TrustLevel.Low);

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public string Hybrid { get; init; } = nameof(HybridPolicy.Allow);

    public string PostLogout { get; init; } = string.Empty;

    public string Backchannel { get; init; } = string.Empty;

    public string Frontchannel { get; init; } = string.Empty;

    public int Version { get; init; }

    public static ClientForm From(IFormCollection form) => new()
    {
        Id = form[IdField].ToString().Trim(),
        Name = form[NameField].ToString().Trim(),
        Purpose = form[PurposeField].ToString().Trim(),
        Redirects = form[RedirectsField].ToString(),
        Keys = form[KeysField].ToString(),
        Sector = form[SectorField].ToString().Trim(),
        Level = form[LevelField].ToString(),
        Scopes = [.. form[ScopesField].OfType<string>()],
        Hybrid = form[HybridField].ToString(),
        PostLogout = form[PostLogoutField].ToString(),
        Backchannel = form[BackchannelField].ToString().Trim(),
        Frontchannel = form[FrontchannelField].ToString().Trim(),
        Version = int.TryParse(form[VersionField], System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0,
    };

    public static ClientForm Of(OpenIdClient client) => new()
    {
        Id = client.Id,
        Name = client.Name,
        Purpose = client.Purpose,
        Redirects = string.Join('\n', client.RedirectUris),
        Keys = client.Jwks,
        Sector = client.SectorHost,
        Level = client.MinimumLevel.ToString(),
        Scopes = client.Scopes,
        Hybrid = client.Hybrid.ToString(),
        PostLogout = string.Join('\n', client.PostLogoutUris),
        Backchannel = client.BackchannelLogoutUri ?? string.Empty,
        Frontchannel = client.FrontchannelLogoutUri ?? string.Empty,
        Version = client.Version,
    };

    /// <summary>The client if everything is as it must be, else all faults at once.</summary>
    /// <param name="isPublic">The house serves the world, so that addresses must be https.</param>
    public Outcome<OpenIdClient> Check(short town, bool isPublic)
    {
        var faults = new List<FieldFault>();
        if (!IdPattern().IsMatch(Id))
            faults.Add(Bad("client.id", IdField));
        if (Name.Length is 0 or > 100)
            faults.Add(Bad("client.name", NameField));
        if (Purpose.Length is 0 or > 300)
            faults.Add(Bad("client.purpose", PurposeField));
        var redirects = Lines(Redirects);
        if (redirects.Count is 0 or > MostAddresses || !redirects.All(address => IsAddress(address, isPublic)))
            faults.Add(Bad("client.redirects", RedirectsField));
        var hosts = redirects.Where(address => IsAddress(address, isPublic)).Select(HostOf).Distinct(StringComparer.Ordinal).ToList();
        var after = Lines(PostLogout);
        if (after.Count > MostAddresses || !after.All(address => IsAddress(address, isPublic)))
            faults.Add(Bad("client.redirects", PostLogoutField));

        // A sector of its own hosts only: with another's, two operators could compare whom they know.
        var sector = Sector.Length > 0 ? Sector.ToLowerInvariant() : hosts.Count == 1 ? hosts[0] : string.Empty;
        if (hosts.Count > 0 && !hosts.Contains(sector, StringComparer.Ordinal))
            faults.Add(Bad("client.sector", SectorField));
        foreach (var (address, field) in new[] { (Backchannel, BackchannelField), (Frontchannel, FrontchannelField) })
        {
            if (address.Length > 0 && (!IsAddress(address, isPublic) || !hosts.Contains(HostOf(address), StringComparer.Ordinal)))
                faults.Add(Bad("client.logout", field));
        }

        var jwks = ReadKeys(Keys);
        if (jwks is null)
            faults.Add(Bad("client.keys", KeysField));
        if (!Enum.TryParse<TrustLevel>(Level, out var level) || !Enum.IsDefined(level))
            faults.Add(Bad("client.level", LevelField));
        if (!Enum.TryParse<HybridPolicy>(Hybrid, out var hybrid) || !Enum.IsDefined(hybrid))
            faults.Add(Bad("client.hybrid", HybridField));
        if (!Scopes.All(Flow.Scopes.ForClients.Contains))
            faults.Add(Bad("client.scopes", ScopesField));
        if (faults.Count > 0)
            return Refusal.Invalid("client.invalid", "Einige Angaben passen noch nicht.", faults);
        return new OpenIdClient
        {
            Id = Id,
            Town = town,
            Name = Name,
            Purpose = Purpose,
            SectorHost = sector,
            RedirectUris = redirects,
            PostLogoutUris = after,
            Jwks = jwks!,
            Scopes = [Flow.Scopes.OpenId, .. Flow.Scopes.ForClients.Where(scope => scope != Flow.Scopes.OpenId && Scopes.Contains(scope))],
            MinimumLevel = level,
            Hybrid = hybrid,
            BackchannelLogoutUri = Backchannel.Length > 0 ? Backchannel : null,
            FrontchannelLogoutUri = Frontchannel.Length > 0 ? Frontchannel : null,
            Version = Version,
        };
    }

    private static FieldFault Bad(string code, string field) => new(field, code, code);

    private static IReadOnlyList<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string HostOf(string address) => new Uri(address).Host.ToLowerInvariant();

    /// <summary>https and nothing unusual; this machine may use http as long as the house serves nobody else.</summary>
    private static bool IsAddress(string address, bool isPublic) =>
        address.Length <= LongestAddress && address.All(sign => sign is > ' ' and < '\x7f' and not ('*' or ';' or ',' or '"' or '\\'))
        && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (!isPublic && uri is { Scheme: "http", IsLoopback: true }))
        && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && !address.Contains('#', StringComparison.Ordinal) && uri.Host.Length > 0;

    /// <summary>A set of EC P-256 keys, public parts only, with names when there are several; null: something else.</summary>
    private static string? ReadKeys(string text)
    {
        var read = StrictJson.Parse(text);
        if (!read.Succeeded)
            return null;
        var set = read.Value.Member("keys") is null ? StrictJson.Parse($$"""{"keys":[{{text}}]}""") : read;
        if (!set.Succeeded || set.Value.Member("keys") is not { ValueKind: System.Text.Json.JsonValueKind.Array } listed)
            return null;
        var keys = set.Then(Jwk.ParseSet);
        if (!keys.Succeeded || keys.Value.Count is 0 or > MostKeys || keys.Value.Count != listed.GetArrayLength())
            return null;
        var fits = keys.Value.All(key => key.Curve == JwkCurves.P256 && key.KeyType == JwkTypes.Elliptic && key.Use is null or "sig"
            && (key.KeyId is not null || keys.Value.Count == 1));
        return fits && keys.Value.Select(key => key.KeyId).Distinct(StringComparer.Ordinal).Count() == keys.Value.Count
            ? new JsonObject { ["keys"] = new JsonArray([.. keys.Value.Select(key => (JsonNode)key.ToJson())]) }.ToJsonString()
            : null;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{2,59}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IdPattern();
}
