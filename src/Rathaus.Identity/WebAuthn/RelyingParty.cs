namespace Rathaus.Identity.WebAuthn;

/// <summary>Whom a passkey is made for and what is accepted from browsers.</summary>
internal sealed record RelyingParty
{
    /// <summary>RP ID: the host name without port.</summary>
    public required string Id { get; init; }

    /// <summary>Origins such as <c>https://id.example</c>; compared exactly.</summary>
    public required IReadOnlyCollection<string> Origins { get; init; }

    /// <summary>Sites that may frame the sign-in; empty: a cross-origin ceremony is refused.</summary>
    public IReadOnlyCollection<string> FramedBy { get; init; } = [];

    /// <summary>A cross-origin ceremony without the framing site's name, as older browsers send it.</summary>
    public bool AcceptsUnnamedFrame { get; init; }

    public bool RequiresUserVerification { get; init; } = true;
}
