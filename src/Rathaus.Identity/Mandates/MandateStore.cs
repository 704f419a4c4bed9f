using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Mandates;

/// <summary>Reads and ends rows of identity.mandate.</summary>
internal sealed class MandateStore(RegionDatabase database, SessionStore sessions, SecurityEvents events, TimeProvider time) : IMandates
{
    public async Task<IReadOnlyList<ActsFor>> LiveAsync(Guid account, CancellationToken ct)
    {
        var rows = await database.QueryAsync<string>(
            $"select {MandateRow.Json} from {MandateRow.From} where m.holder = @account and {MandateRow.Live} order by coalesce(o.name, m.name), m.id",
            new { account, Today = time.Today() }, ct);
        return [.. rows.Select(row => MandateRow.Read(row).ToActsFor())];
    }

    public async Task<ActsFor?> FindLiveAsync(Guid account, Guid id, CancellationToken ct) =>
        await database.QuerySingleOrDefaultAsync<string>(
            $"select {MandateRow.Json} from {MandateRow.From} where m.id = @id and m.holder = @account and {MandateRow.Live}",
            new { account, id, Today = time.Today() }, ct) is { } row ? MandateRow.Read(row).ToActsFor() : null;

    /// <summary>Mandates by which the account acts, and those given by it; newest first. Members of organisations stand with their organisation.</summary>
    public Task<IReadOnlyList<MandateEntry>> OfAccountAsync(Guid account, CancellationToken ct) => database.QueryAsync<MandateEntry>(
        $"""
        select {MandateEntry.Columns}
        from {MandateEntry.From}
        where m.holder = @account or (m.kind = 'Adult' and m.principal = @account)
        order by m.asked_at desc, m.id
        limit 200
        """,
        new { account }, ct);

    /// <summary>Organisations the account belongs to.</summary>
    public Task<IReadOnlyList<OrganisationLine>> OrganisationsAsync(Guid account, CancellationToken ct) => database.QueryAsync<OrganisationLine>(
        $"""
        select o.id, o.name, m.role
        from {MandateRow.From}
        where m.holder = @account and m.organisation is not null and {MandateRow.Live}
        order by o.name, o.id
        """,
        new { account, Today = time.Today() }, ct);

    /// <summary>What waits for a clerk of these towns, oldest first.</summary>
    public Task<IReadOnlyList<MandateEntry>> AskedInAsync(IReadOnlyList<short> towns, CancellationToken ct) => database.QueryAsync<MandateEntry>(
        $"""
        select {MandateEntry.Columns}
        from {MandateEntry.From}
        where m.town = any(@Towns) and m.confirmed_at is null and m.ended_at is null and h.closed_at is null
        order by m.asked_at, m.id
        limit 200
        """,
        new { Towns = towns.ToArray() }, ct);

    /// <summary>A request or mandate that a clerk of one of these towns may decide about, or null.</summary>
    public Task<MandateEntry?> OfTownsAsync(Guid id, IReadOnlyList<short> towns, CancellationToken ct) => database.QuerySingleOrDefaultAsync<MandateEntry>(
        $"select {MandateEntry.Columns} from {MandateEntry.From} where m.id = @id and m.town = any(@Towns) and h.closed_at is null",
        new { id, Towns = towns.ToArray() }, ct);

    /// <summary>An offer whose code this is, or null: unknown, used, withdrawn or too old.</summary>
    public Task<MandateEntry?> ByCodeAsync(string? code, CancellationToken ct) => database.QuerySingleOrDefaultAsync<MandateEntry>(
        $"""
        select {MandateEntry.Columns}
        from {MandateEntry.From}
        where m.code_hash = @Hash and m.confirmed_at is null and m.ended_at is null and m.code_expires_at > @Now
          and (m.valid_until is null or m.valid_until >= @Today) and (o.id is null or o.closed_at is null)
          and (m.kind <> 'Adult' or exists (select 1 from identity.account g where g.id = m.principal and g.closed_at is null))
        """,
        new { Hash = AccessSecret.Hash(code), Now = time.GetUtcNow(), Today = time.Today() }, ct);

    /// <summary>The id under which drafts and cases of this person already lie with the holder, or a fresh one.</summary>
    public async Task<Guid> PrincipalAsync(Guid holder, MandateKind kind, ConfirmedPerson person, CancellationToken ct)
    {
        var known = await database.QueryAsync<MandateEntry>(
            $"select {MandateEntry.Columns} from {MandateEntry.From} where m.holder = @holder and m.kind = @Kind and m.confirmed_at is not null order by m.asked_at desc",
            new { holder, Kind = kind.ToString() }, ct);
        return known.FirstOrDefault(entry => entry.Person is { } before && SamePerson(before, person))?.Principal
            ?? Guid.CreateVersion7(time.GetUtcNow());
    }

    public static bool SamePerson(ConfirmedPerson one, ConfirmedPerson other) =>
        one.BirthDate == other.BirthDate && Din91379.SearchForm(one.FamilyName) == Din91379.SearchForm(other.FamilyName)
        && Din91379.SearchForm(one.GivenNames) == Din91379.SearchForm(other.GivenNames);

    public Task InsertAsync(NewMandate fresh, Sql history, CancellationToken ct) => database.ExecuteBatchAsync([fresh.Insert(), history], ct);

    /// <summary>
    /// Ends a mandate or an open request, when the one who asks may: holder, represented account, owner of the organisation, or a
    /// clerk of the town that confirmed it. From then on no session acts by it: on this host at once, on others with their next reading.
    /// </summary>
    public async Task<bool> EndAsync(Guid id, EndedBy by, Guid? account, IReadOnlyList<short> towns, string? reason, Sql history, CancellationToken ct)
    {
        var today = time.Today();
        var ended = await database.InTransactionAsync(
            async transaction =>
            {
                var open = await transaction.QuerySingleOrDefaultAsync<Guid?>(
                    """
                    select m.id
                    from identity.mandate m
                    where m.id = @id and m.ended_at is null
                      and case @By
                        when 'Holder' then m.holder = @account
                        when 'Principal' then m.kind = 'Adult' and m.principal = @account
                          or m.kind = 'Organisation' and exists (
                            select 1 from identity.mandate w
                            where w.organisation = m.organisation and w.holder = @account and w.role = 'Owner'
                              and w.confirmed_at is not null and w.ended_at is null and (w.valid_until is null or w.valid_until >= @today))
                        when 'Clerk' then m.town = any(@Towns)
                        else false
                      end
                    for update
                    """,
                    new { id, By = by.ToString(), account, Towns = towns.ToArray(), today }, ct);
                if (open is null)
                    return false;
                await transaction.ExecuteBatchAsync([End(id, by, reason, time.GetUtcNow()), Leave(id), history], ct);
                return true;
            },
            ct);
        if (!ended)
            return false;
        sessions.Forget();
        events.Done("mandate-ended");
        return true;
    }

    /// <summary>The register does not know it any more.</summary>
    public async Task EndByRegisterAsync(Guid id, Sql history, CancellationToken ct)
    {
        await database.ExecuteBatchAsync([End(id, EndedBy.Register, null, time.GetUtcNow()), Leave(id), history], ct);
        sessions.Forget();
        events.Done("mandate-ended");
    }

    private static Sql End(Guid id, EndedBy by, string? reason, DateTimeOffset now) => new(
        """
        update identity.mandate
        set ended_at = @now, ended_by = @By, reason = @reason, code_hash = null, code_expires_at = null
        where id = @id and ended_at is null
        """,
        new { id, By = by.ToString(), reason, now });

    private static Sql Leave(Guid id) => new("update identity.session set acting = null where acting = @id", new { id });
}

/// <summary>Who ended a mandate.</summary>
internal enum EndedBy
{
    /// <summary>The one who acted.</summary>
    Holder,

    /// <summary>The one acted for, or an owner of the organisation.</summary>
    Principal,

    /// <summary>A clerk of the town.</summary>
    Clerk,

    /// <summary>The register does not name it any more.</summary>
    Register,

    /// <summary>The account was deleted.</summary>
    Account,
}

/// <summary>A row to be written.</summary>
internal sealed record NewMandate
{
    public required Guid Id { get; init; }

    public required MandateKind Kind { get; init; }

    public Guid? Holder { get; init; }

    public required Guid Principal { get; init; }

    public required string Name { get; init; }

    public ConfirmedPerson? Person { get; init; }

    public Guid? Organisation { get; init; }

    public OrganisationRole? Role { get; init; }

    public MandateScope Scope { get; init; } = MandateScope.Everything;

    public required TrustLevel Trust { get; init; }

    public bool Simulated { get; init; }

    public required DateOnly From { get; init; }

    public DateOnly? Until { get; init; }

    public short? Town { get; init; }

    public string? Proof { get; init; }

    public byte[]? CodeHash { get; init; }

    public DateTimeOffset? CodeExpiresAt { get; init; }

    public string? HelperName { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Null: not confirmed yet.</summary>
    public string? ConfirmedBy { get; init; }

    public Sql Insert() => new(
        """
        insert into identity.mandate
          (id, kind, holder, principal, name, person, organisation, role, groups, services, trust, simulated, valid_from, valid_until, town, proof,
           code_hash, code_expires_at, helper_name, asked_at, confirmed_at, confirmed_by)
        values
          (@Id, @Kind, @Holder, @Principal, @Name, @Person::jsonb, @Organisation, @Role, @Groups, @Services, @Trust, @Simulated, @From, @Until, @Town,
           @Proof, @CodeHash, @CodeExpiresAt, @HelperName, @AskedAt, @ConfirmedAt, @ConfirmedBy)
        """,
        new
        {
            Id,
            Kind = Kind.ToString(),
            Holder,
            Principal,
            Name,
            Person = Person is null ? null : StoredJson.Of(Person),
            Organisation,
            Role = Role?.ToString(),
            Groups = Scope.Groups.ToArray(),
            Services = Scope.Services?.ToArray(),
            Trust = (short)Trust,
            Simulated,
            From,
            Until,
            Town,
            Proof,
            CodeHash,
            CodeExpiresAt,
            HelperName,
            AskedAt,
            ConfirmedAt = ConfirmedBy is null ? (DateTimeOffset?)null : AskedAt,
            ConfirmedBy,
        });
}
