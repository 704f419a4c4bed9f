using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Logout;

/// <summary>
/// The end of grants: refresh tokens and access tokens of a grant that ended are refused with the next request, and clients with a
/// back channel are told. The statements go into the batch of whatever ends it.
/// </summary>
internal static class GrantEnds
{
    public static IReadOnlyList<Sql> OfGrant(Guid grant, string reason, DateTimeOffset now) =>
        [End("id = @Grant", reason, now, new { Grant = grant })];

    /// <summary>Everything that began with one session.</summary>
    public static IReadOnlyList<Sql> OfSession(byte[] session, string reason, DateTimeOffset now) =>
        [End("session = @Session", reason, now, new { Session = session })];

    /// <summary>Everything that began with the sessions whose hashes a query of the caller gives.</summary>
    public static Sql OfSessions(string sessionsQuery, string reason, DateTimeOffset now, object keys) =>
        End($"session in ({sessionsQuery})", reason, now, keys);

    /// <summary>The person signed in anew in the same browser: what began before goes on with the new session, or ends for another person.</summary>
    public static IReadOnlyList<Sql> Succeed(byte[] old, byte[] next, Guid? account, DateTimeOffset now) =>
    [
        new Sql(
            "update identity.oidc_grant set session = @next where session = @old and account = @account and ended_at is null",
            new { old, next, account }),
        .. OfSession(old, "signed-out", now),
    ];

    /// <summary>Everything of an account, but not what began with the provider's session that is kept.</summary>
    public static IReadOnlyList<Sql> OfAccount(Guid account, string? keptSid, string reason, DateTimeOffset now) =>
    [
        End(
            "account = @Account and (session is null or session not in (select id_hash from identity.session where sid = @KeptSid))",
            reason, now, new { Account = account, KeptSid = keptSid }),
    ];

    /// <summary>Everything that anybody granted to one client.</summary>
    public static IReadOnlyList<Sql> OfEveryone(string client, string reason, DateTimeOffset now) =>
        [End("client = @Client", reason, now, new { Client = client })];

    /// <summary>Everything a person granted to one client, and the consent itself.</summary>
    public static IReadOnlyList<Sql> OfClient(Guid account, string client, string reason, DateTimeOffset now) =>
    [
        End("account = @Account and client = @Client", reason, now, new { Account = account, Client = client }),
        new Sql("delete from identity.oidc_consent where account = @account and client = @client", new { account, client }),
    ];

    private static Sql End(string which, string reason, DateTimeOffset now, object keys)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["Reason"] = reason, ["Now"] = now };
        foreach (var property in keys.GetType().GetProperties())
            parameters[property.Name] = property.GetValue(keys);
        return new Sql(
            $"""
            with ended as (
              update identity.oidc_grant set ended_at = @Now, end_reason = @Reason
              where {which} and ended_at is null
              returning id, client
            )
            insert into identity.oidc_logout_notice (id, grant_id, created_at, next_try_at)
            select gen_random_uuid(), ended.id, @Now, @Now
            from ended
            join identity.oidc_client c on c.id = ended.client and c.backchannel_logout_uri is not null and c.ended_at is null
            """,
            parameters);
    }
}
