using Rathaus.Identity.Sessions;
using Rathaus.Identity.Staff;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Federation;

/// <summary>An administrator ties a colleague to a subject of the outside provider, by the code that the colleague was shown, or unties it.</summary>
internal sealed class LinkStaff(RegionDatabase database, StaffRoll roll, SessionStore sessions, SecurityEvents events, TimeProvider time)
{
    private static readonly Refusal UnknownCode = Refusal.Invalid(
        "federation.code-unknown", "Dieser Code gilt nicht. Die Person meldet sich noch einmal an und bekommt einen neuen.",
        new FieldFault("code", "federation.code-unknown", "Dieser Code gilt nicht. Die Person meldet sich noch einmal an und bekommt einen neuen."));

    /// <summary>The provider that a colleague is tied to, or null.</summary>
    public Task<string?> FindAsync(Guid staff, CancellationToken ct) => database.QuerySingleOrDefaultAsync<string>(
        "select issuer from identity.staff_link where staff = @staff order by linked_at desc limit 1", new { staff }, ct);

    public async Task<Outcome<Guid>> LinkAsync(IActor by, TownEntry town, Guid staff, string? code, CancellationToken ct)
    {
        if (await MayAsync(by, town, staff, ct) is { } refusal)
            return refusal;
        var now = time.GetUtcNow();
        try
        {
            return await database.InTransactionAsync<Outcome<Guid>>(
                async transaction =>
                {
                    var asked = await transaction.QuerySingleOrDefaultAsync<RequestRow>(
                        "delete from identity.staff_link_request where code_hash = @Hash and expires_at > @now returning issuer, subject",
                        new { Hash = AccessSecret.Hash(code), now }, ct);
                    if (asked is null)
                        return UnknownCode;
                    await transaction.ExecuteBatchAsync(
                        [
                            new Sql("delete from identity.staff_link where staff = @staff and issuer = @Issuer", new { staff, asked.Issuer }),
                            new Sql(
                                """
                                insert into identity.staff_link (issuer, subject, staff, linked_by, linked_at)
                                values (@Issuer, @Subject, @staff, @By, @now)
                                """,
                                new { asked.Issuer, asked.Subject, staff, By = by.StaffId, now }),
                            events.Row("staff-linked", null, by.StaffId, new { town = town.Number, subject = staff }),
                            .. events.Act("staff-linked", town.Number),
                        ],
                        ct);
                    return staff;
                },
                ct);
        }
        catch (UniqueViolationException)
        {
            return Refusal.Conflict("federation.linked-elsewhere", "Dieser Zugang gehört schon einer anderen Person.");
        }
    }

    /// <summary>Sessions that began with the outside provider end at once.</summary>
    public async Task<Outcome<Guid>> UnlinkAsync(IActor by, TownEntry town, Guid staff, CancellationToken ct)
    {
        if (await MayAsync(by, town, staff, ct) is { } refusal)
            return refusal;
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.staff_link where staff = @staff", new { staff }),
                new Sql("delete from identity.session where staff = @staff and method = 'ExternalStaff'", new { staff }),
                events.Row("staff-unlinked", null, by.StaffId, new { town = town.Number, subject = staff }),
                .. events.Act("staff-unlinked", town.Number),
            ],
            ct);
        sessions.Forget();
        return staff;
    }

    /// <summary>The link opens everything the person may do, so it takes somebody who could grant all of that.</summary>
    private async Task<Refusal?> MayAsync(IActor by, TownEntry town, Guid staff, CancellationToken ct)
    {
        if (await roll.FindAsync(town.Number, staff, ct) is not { IsDemo: false } colleague)
            return Refusal.NotFound("staff");
        return colleague.Roles.All(held => by.Administered().Contains(held.Municipality))
            ? null
            : Refusal.Conflict("staff.other-town", "Diese Person arbeitet auch für eine andere Stadt. Entziehen Sie den Zugang und laden Sie neu ein.");
    }

    private sealed record RequestRow
    {
        public required string Issuer { get; init; }

        public required string Subject { get; init; }
    }
}
