using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Sessions;

/// <summary>A session that begins.</summary>
internal sealed record SessionInsert(
    byte[] Hash, string Place, string? Sid, SignIn SignIn, DateTimeOffset Now, DateTimeOffset EndsAt, string Device)
{
    /// <summary>When the person showed who they are; a session of the portal may begin later.</summary>
    public DateTimeOffset SignedInAt { get; init; } = Now;

    public Sql ToSql() => new(
        """
        insert into identity.session
          (id_hash, place, sid, account, staff, passkey, method, trust, proofing, authenticator, via_handover, simulated, device,
           created_at, last_seen_at, ends_at)
        values
          (@Hash, @Place, @Sid, @AccountId, @StaffId, @PasskeyId, @Method, @Trust, @Proofing, @Authenticator, @ViaHandover, @Simulated, @Device,
           @SignedInAt, @Now, @EndsAt)
        """,
        new
        {
            Hash,
            Place,
            Sid,
            SignIn.AccountId,
            SignIn.StaffId,
            SignIn.PasskeyId,
            SignIn.Method,
            Trust = (short)SignIn.Trust,
            Proofing = (short)SignIn.Assurance.Proofing,
            Authenticator = (short)SignIn.Assurance.Authenticator,
            SignIn.Assurance.ViaHandover,
            SignIn.Simulated,
            Device,
            SignedInAt,
            Now,
            EndsAt,
        });
}
