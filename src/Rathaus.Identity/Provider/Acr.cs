using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider;

/// <summary>
/// Names of the levels as clients ask for them (<c>acr_values</c>) and get them (<c>acr</c>). A level is this house's own
/// assessment on the scale of TR-03107-1, nothing certified.
/// </summary>
public static class Acr
{
    /// <summary>Any account, any way to sign in.</summary>
    public const string Basis = "urn:rathaus:acr:basis";

    /// <summary>normal: a declared person with a passkey.</summary>
    public const string Low = "http://eidas.europa.eu/LoA/low";

    /// <summary>substantiell: a checked person with a bound device.</summary>
    public const string Substantial = "http://eidas.europa.eu/LoA/substantial";

    /// <summary>hoch: the identity card or the wallet's PID was used at this sign-in.</summary>
    public const string High = "http://eidas.europa.eu/LoA/high";

    /// <summary>From the lowest to the highest.</summary>
    public static IReadOnlyList<string> All { get; } = [Basis, Low, Substantial, High];

    public static string Of(TrustLevel level) => All[(int)level];

    /// <summary>Null: no name of a level.</summary>
    public static TrustLevel? Parse(string? name) => name switch
    {
        Basis => TrustLevel.None,
        Low => TrustLevel.Low,
        Substantial => TrustLevel.Substantial,
        High => TrustLevel.High,
        _ => null,
    };
}
