using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Files;

/// <summary>
/// A new master key: everything sealed under the old one is sealed anew; no file is touched. While it runs the key file
/// holds both keys, so a call that was cut short is simply repeated.
/// </summary>
internal sealed class MasterKeyRotation(DatabaseAddress address, MasterKey master, TimeProvider time)
{
    /// <returns>Where the old key lies now.</returns>
    /// <exception cref="ClusterException">A host is running: it would not know the new key.</exception>
    public async Task<string> RunAsync(CancellationToken ct)
    {
        await RefuseWhileHostsRunAsync(ct);
        if (master.All.Count == 1)
            master.Replace([RandomNumberGenerator.GetBytes(32), .. master.All]);
        await ResealTownKeysAsync(ct);
        await ResealKeyRingAsync(ct);
        var old = string.Create(CultureInfo.InvariantCulture, $"{master.Path}.until-{time.GetUtcNow():yyyy-MM-dd-HHmmss}");
        MasterKey.Write(old, [.. master.All.Skip(1)]);
        master.Replace([master.All[0]]);
        return old;
    }

    private async Task RefuseWhileHostsRunAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(address.Unpooled(DatabaseRole.Owner));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select count(*)
            from pg_stat_activity
            where datname = current_database() and application_name in ('rathaus-app', 'rathaus-worker')
            """, connection);

        // Connections of this very command may be closing.
        for (var attempt = 0; (long)(await command.ExecuteScalarAsync(ct))! > 0; attempt++)
        {
            if (attempt == 10)
                throw new ClusterException("A host is running on these data; stop every host, then change the key");
            await Task.Delay(100, ct);
        }
    }

    private async Task ResealTownKeysAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(address.KeysUnpooled(DatabaseRole.Owner));
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = new List<(short Town, short Version, byte[] Wrapped)>();
        await using (var read = new NpgsqlCommand("select municipality, version, wrapped from kernel.town_key for update", connection))
        await using (var reader = await read.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                rows.Add((reader.GetInt16(0), reader.GetInt16(1), reader.GetFieldValue<byte[]>(2)));
        }

        foreach (var (town, version, wrapped) in rows)
        {
            var place = ObjectKeys.TownPlace(town, version);
            await using var write = new NpgsqlCommand(
                "update kernel.town_key set wrapped = @wrapped where municipality = @town and version = @version", connection);
            write.Parameters.AddWithValue("wrapped", Reseal(ObjectKeys.TownKeys, wrapped, place));
            write.Parameters.AddWithValue("town", town);
            write.Parameters.AddWithValue("version", version);
            await write.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private async Task ResealKeyRingAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(address.Unpooled(DatabaseRole.Owner));
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = new List<(long Id, XElement Xml)>();
        await using (var read = new NpgsqlCommand("select id, xml from kernel.data_protection_key for update", connection))
        await using (var reader = await read.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                rows.Add((reader.GetInt64(0), XElement.Parse(reader.GetString(1))));
        }

        const string purpose = KeyRingEncryptor.Purpose;
        foreach (var (id, xml) in rows)
        {
            foreach (var box in xml.Descendants(KeyRingEncryptor.Element))
                box.Value = Convert.ToBase64String(Reseal(purpose, Convert.FromBase64String(box.Value), purpose));
            await using var write = new NpgsqlCommand("update kernel.data_protection_key set xml = @xml where id = @id", connection);
            write.Parameters.AddWithValue("xml", xml.ToString(SaveOptions.DisableFormatting));
            write.Parameters.AddWithValue("id", id);
            await write.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private byte[] Reseal(string purpose, byte[] box, string place) =>
        Sealed.Seal(master.For(purpose), master.Open(purpose, box, place), place);
}
