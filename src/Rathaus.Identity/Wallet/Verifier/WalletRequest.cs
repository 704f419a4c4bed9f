namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>How far a request for a presentation has come; each step is one statement with the old state in its condition.</summary>
internal enum WalletRequestState
{
    /// <summary>Never stored.</summary>
    None,

    /// <summary>Shown as a link or QR code.</summary>
    Open,

    /// <summary>A wallet has the request object.</summary>
    Fetched,

    /// <summary>A valid presentation arrived; the browser that started has not come back yet.</summary>
    Answered,

    /// <summary>The phone shows the digits that the other device asks for.</summary>
    Shown,

    /// <summary>A session began with it.</summary>
    Done,

    /// <summary>What arrived was refused, or the digits were wrong too often. Nothing comes after it.</summary>
    Refused,
}

/// <summary>One presentation asked for (identity.wallet_request).</summary>
internal sealed record WalletRequest
{
    public required string Id { get; init; }

    public Guid? Account { get; init; }

    public required string Back { get; init; }

    /// <summary>Link on this device, else QR code for another one.</summary>
    public required bool SameDevice { get; init; }

    public required bool WithAddress { get; init; }

    /// <summary>The person knows that the card has an account, and wants another one.</summary>
    public required bool OpenNew { get; init; }

    public required string Nonce { get; init; }

    /// <summary>The private key for this one answer, sealed.</summary>
    public required byte[] KeyBox { get; init; }

    public required WalletRequestState State { get; init; }

    public byte[]? PersonBox { get; init; }

    public required bool Simulated { get; init; }

    public string? Refusal { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
