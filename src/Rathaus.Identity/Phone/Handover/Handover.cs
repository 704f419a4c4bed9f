namespace Rathaus.Identity.Phone;

/// <summary>How far a hand-over is. Each step is one update that names the step before.</summary>
internal enum HandoverState
{
    /// <summary>The browser shows its code.</summary>
    Created,

    /// <summary>The first phone read it and is bound.</summary>
    Claimed,

    /// <summary>A passkey signed what the phone showed; the phone shows four digits.</summary>
    Approved,

    /// <summary>The four digits were typed at the browser.</summary>
    Matched,

    /// <summary>The session began, or the approved deed was done.</summary>
    Consumed,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Refused on the phone or given up at the browser.</summary>
    Denied,

    /// <summary>Three wrong codes.</summary>
    Locked,

    /// <summary>A second phone read the code.</summary>
    Conflict,
}

/// <summary>A row of identity.handover.</summary>
internal sealed record Handover
{
    /// <summary>From the code to the approval.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(120);

    /// <summary>From the approval to the typed digits, and from there to the session.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(60);

    public const int MostTries = 3;

    /// <summary>Hand-overs of one account an hour.</summary>
    public const int MostAnHour = 5;

    public required byte[] Id { get; init; }

    /// <summary><c>login</c>: the waiting browser gets a session; <c>approve</c>: one deed is approved, with the text the phone showed.</summary>
    public required string Kind { get; init; }

    public required string State { get; init; }

    public required string Client { get; init; }

    public required string Service { get; init; }

    public required string Town { get; init; }

    public required string Purpose { get; init; }

    public required string Back { get; init; }

    public required string Device { get; init; }

    public required string Place { get; init; }

    public required string Network { get; init; }

    public Guid? ForAccount { get; init; }

    public string? Deed { get; init; }

    public Guid? ClaimedAccount { get; init; }

    public byte[]? ClaimedSession { get; init; }

    public string? Shown { get; init; }

    public byte[]? Nonce { get; init; }

    public Guid? Passkey { get; init; }

    public required short Tries { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string IdText => HandoverCodes.Text(Id);

    public bool IsLogin => Kind == "login";

    /// <summary>The state at this moment: what was not finished in time is over.</summary>
    public HandoverState At(DateTimeOffset now)
    {
        var state = Enum.Parse<HandoverState>(State, ignoreCase: true);
        return state < HandoverState.Consumed && now >= ExpiresAt ? HandoverState.Expired : state;
    }

    public bool IsClaimedBy(byte[] session) => ClaimedSession is not null && ClaimedSession.AsSpan().SequenceEqual(session);
}
