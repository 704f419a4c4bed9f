using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Rathaus.Registers.Specialist;

/// <summary>Where a town's specialist system (Fachverfahren) answers for one register.</summary>
/// <param name="Address">HTTPS, or HTTP on the loopback where the maker's connector runs beside the house.</param>
/// <param name="Token">Sent as bearer token; null: none, the network is trusted (mutual TLS in front).</param>
/// <param name="Patience">How long an answer may take.</param>
internal sealed record SpecialistSystem(string Register, string Town, Uri Address, string? Token, TimeSpan Patience);

/// <summary>
/// The specialist systems of the towns by register and town: <c>Registers:Specialist:&lt;register&gt;:&lt;town&gt;</c> with
/// <c>Url</c>, <c>TokenFile</c> and <c>Seconds</c>. What is not named there the embedded register keeps.
/// </summary>
internal sealed class SpecialistSystems
{
    public const string Section = "Registers:Specialist";

    private readonly FrozenDictionary<(string Register, string Town), SpecialistSystem> systems;

    private SpecialistSystems(IEnumerable<SpecialistSystem> systems) => this.systems = systems.ToFrozenDictionary(system => (system.Register, system.Town));

    public SpecialistSystem? Find(string register, string? town) => town is null ? null : systems.GetValueOrDefault((register, town));

    public bool Keep(string register) => systems.Keys.Any(key => key.Register == register);

    /// <exception cref="InvalidOperationException">An address, a waiting time or a token file cannot be used; the message names the setting.</exception>
    public static SpecialistSystems From(IConfiguration configuration) => new(
        from register in configuration.GetSection(Section).GetChildren()
        from town in register.GetChildren()
        select Read(register.Key, town));

    private static SpecialistSystem Read(string register, IConfigurationSection town)
    {
        if (!Uri.TryCreate(town["Url"], UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            throw new InvalidOperationException($"{town.Path}:Url must be an https address (http only on this machine), not '{town["Url"]}'");
        var seconds = 2.0;
        if (town["Seconds"] is { } text && (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds) || seconds is not (> 0 and <= 30)))
            throw new InvalidOperationException($"{town.Path}:Seconds must be more than 0 and at most 30, not '{text}'");
        return new SpecialistSystem(register, town.Key, address, Token(town), TimeSpan.FromSeconds(seconds));
    }

    private static string? Token(IConfigurationSection town)
    {
        if (town["TokenFile"] is not { Length: > 0 } file)
            return null;
        if (!File.Exists(file))
            throw new InvalidOperationException($"{town.Path}:TokenFile: there is no file {file}");
        return File.ReadAllText(file).Trim() is { Length: > 0 } token ? token : throw new InvalidOperationException($"{town.Path}:TokenFile: {file} is empty");
    }
}
