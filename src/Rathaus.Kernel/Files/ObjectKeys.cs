using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Files;

/// <summary>
/// One key per object (a case, a draft): wrapped by its town's key, that by the master key, both in the small keys
/// database. <see cref="DeleteAsync"/> makes everything encrypted under it unreadable, here at once and in backups when
/// the last backup of the keys database with it is gone (at most 30 days, docs/keys.md). Singleton.
/// </summary>
public sealed class ObjectKeys
{
    internal const string TownKeys = "town-keys";

    private readonly SqlRunner keys;
    private readonly MasterKey master;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<(short Town, short Version), byte[]> towns = new();

    internal ObjectKeys(SqlRunner keys, MasterKey master, TimeProvider time)
    {
        this.keys = keys;
        this.master = master;
        this.time = time;
    }

    /// <summary>
    /// The object's key, made when it has none. Written before what it protects is committed: an orphan key is harmless and
    /// found by <c>./rathaus doctor</c>.
    /// </summary>
    /// <param name="name">Kind and id, for example <c>case/0199…</c>; at most 200 characters.</param>
    public async Task<byte[]> GetOrMakeAsync(short municipality, string name, CancellationToken ct)
    {
        if (await FindAsync(municipality, name, ct) is { } known)
            return known;
        var (version, townKey) = await NewestTownKeyAsync(municipality, ct);
        var fresh = RandomNumberGenerator.GetBytes(32);
        await RunAsync(
            """
            insert into kernel.object_key (municipality, object, town_key_version, wrapped, created_at)
            values (@municipality, @name, @version, @wrapped, @now)
            on conflict do nothing
            """,
            new
            {
                municipality,
                name,
                version,
                wrapped = Sealed.Seal(townKey, fresh, ObjectPlace(municipality, name)),
                now = time.GetUtcNow(),
            }, ct);
        return await FindAsync(municipality, name, ct)
            ?? throw new InvalidOperationException("The key was deleted while it was made");
    }

    /// <summary>The object's key, or null: never made, or deleted.</summary>
    public async Task<byte[]?> FindAsync(short municipality, string name, CancellationToken ct)
    {
        var row = await SingleAsync<KeyRow>(
            """
            select town_key_version as version, wrapped
            from kernel.object_key
            where municipality = @municipality and object = @name
            """,
            new { municipality, name }, ct);
        if (row is null)
            return null;
        var townKey = await TownKeyAsync(municipality, row.Version, ct);
        return Sealed.Open(townKey, row.Wrapped, ObjectPlace(municipality, name));
    }

    /// <summary>Shreds the object's key; false: there was none.</summary>
    public async Task<bool> DeleteAsync(short municipality, string name, CancellationToken ct) =>
        await RunAsync(
            "delete from kernel.object_key where municipality = @municipality and object = @name",
            new { municipality, name }, ct) == 1;

    /// <summary>Names of objects whose keys were made before an instant, page by page, for the search for orphans.</summary>
    /// <param name="after">Last name of the page before; empty for the first.</param>
    public Task<IReadOnlyList<string>> NamesAsync(
        short municipality, DateTimeOffset before, string after, int take, CancellationToken ct) =>
        keys.OnceAsync(
            null,
            [
                new Sql(
                    """
                    select object
                    from kernel.object_key
                    where municipality = @municipality and object > @after and created_at < @before
                    order by object
                    limit @take
                    """,
                    new { municipality, before, after, take }),
            ],
            static reader => reader.ReadAsync<string>(), ct);

    /// <summary>Names of all objects of a town that have a key.</summary>
    internal Task<IReadOnlyList<string>> NamesAsync(short municipality, CancellationToken ct) =>
        keys.OnceAsync(
            null,
            [new Sql("select object from kernel.object_key where municipality = @municipality order by object", new { municipality })],
            static reader => reader.ReadAsync<string>(), ct);

    private async Task<(short Version, byte[] Key)> NewestTownKeyAsync(short municipality, CancellationToken ct)
    {
        for (var made = false; ; made = true)
        {
            var row = await SingleAsync<KeyRow>(
                """
                select version, wrapped
                from kernel.town_key
                where municipality = @municipality
                order by version desc
                limit 1
                """,
                new { municipality }, ct);
            if (row is not null)
                return (row.Version, Unwrap(municipality, row));
            if (made)
                throw new InvalidOperationException("The town's key was deleted while it was made");
            const short first = 1;
            var wrapped = Sealed.Seal(
                master.For(TownKeys), RandomNumberGenerator.GetBytes(32), TownPlace(municipality, first));
            await RunAsync(
                """
                insert into kernel.town_key (municipality, version, wrapped)
                values (@municipality, @first, @wrapped)
                on conflict do nothing
                """,
                new { municipality, first, wrapped }, ct);
        }
    }

    private async Task<byte[]> TownKeyAsync(short municipality, short version, CancellationToken ct)
    {
        if (towns.TryGetValue((municipality, version), out var known))
            return known;
        var row = await SingleAsync<KeyRow>(
            "select version, wrapped from kernel.town_key where municipality = @municipality and version = @version",
            new { municipality, version }, ct)
            ?? throw new CryptographicException("The town's key is missing");
        return Unwrap(municipality, row);
    }

    private byte[] Unwrap(short municipality, KeyRow row) =>
        towns.GetOrAdd((municipality, row.Version), key =>
            master.Open(TownKeys, row.Wrapped, TownPlace(key.Town, key.Version)));

    private async Task<int> RunAsync(string text, object args, CancellationToken ct) =>
        (await keys.OnceExecuteAsync(null, [new Sql(text, args)], ct))[0];

    private Task<T?> SingleAsync<T>(string text, object args, CancellationToken ct) =>
        keys.OnceAsync(null, [new Sql(text, args)], static reader => reader.ReadSingleOrDefaultAsync<T>(), ct);

    internal static string TownPlace(short town, short version) =>
        string.Create(CultureInfo.InvariantCulture, $"town-key {town} {version}");

    private static string ObjectPlace(short town, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"object-key {town} {name}");

    internal sealed record KeyRow
    {
        public required short Version { get; init; }

        public required byte[] Wrapped { get; init; }
    }
}
