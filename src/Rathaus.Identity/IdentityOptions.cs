using System.ComponentModel.DataAnnotations;

namespace Rathaus.Identity;

/// <summary>Section <c>Identity</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>Minutes without a request after which a citizen's session ends. Default 30.</summary>
    [Range(5, 120)]
    public int CitizenIdleMinutes { get; set; } = 30;

    /// <summary>Hours after which a citizen's session ends in any case. Default 12.</summary>
    [Range(1, 24)]
    public int CitizenHours { get; set; } = 12;

    /// <summary>Minutes without a request after which a session of staff ends. Default 15.</summary>
    [Range(5, 120)]
    public int StaffIdleMinutes { get; set; } = 15;

    /// <summary>Hours after which a session of staff ends in any case. Default 10.</summary>
    [Range(1, 24)]
    public int StaffHours { get; set; } = 10;

    /// <summary>Hours for which the code of an administrator holds. Default 24.</summary>
    [Range(1, 168)]
    public int SetupHours { get; set; } = 24;

    /// <summary>Days for which the code of a colleague holds. Default 7.</summary>
    [Range(1, 30)]
    public int InvitationDays { get; set; } = 7;

    /// <summary>Days for which the code of a mandate or of a place in an organisation holds. Default 7.</summary>
    [Range(1, 30)]
    public int MandateCodeDays { get; set; } = 7;

    /// <summary>Seconds for which a session that was just read is believed without asking again. Default 5.</summary>
    [Range(0, 30)]
    public int CacheSeconds { get; set; } = 5;

    /// <summary>Address people use, <c>https://…</c>; passkeys belong to its host. Default: <c>Rathaus:PublicUrl</c>, else this machine.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Folder with root certificates (PEM or DER) of makers whose attestation is trusted. Default none.</summary>
    public string? AttestationRoots { get; set; }

    /// <summary>File of networks with the names of their places, <c>203.0.113.0/24,Wuppertal</c> a line; shown coarse places. Default none.</summary>
    public string? Places { get; set; }

    /// <summary>Whether a second clerk confirms what one checked at the counter. A recovery always takes two. Default true.</summary>
    public bool CounterFourEyes { get; set; } = true;

    /// <summary>Hours after a recovery in which sensitive changes wait. Default 72.</summary>
    [Range(24, 720)]
    public int HoldHours { get; set; } = 72;

    internal TimeSpan Hold => TimeSpan.FromHours(HoldHours);

    internal TimeSpan SetupLifetime => TimeSpan.FromHours(SetupHours);

    internal TimeSpan InvitationLifetime => TimeSpan.FromDays(InvitationDays);

    internal TimeSpan MandateCodeLifetime => TimeSpan.FromDays(MandateCodeDays);

    internal TimeSpan Idle(bool staff) => TimeSpan.FromMinutes(staff ? StaffIdleMinutes : CitizenIdleMinutes);

    internal TimeSpan Lifetime(bool staff) => TimeSpan.FromHours(staff ? StaffHours : CitizenHours);
}
