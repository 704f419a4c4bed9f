using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Files;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Data;

public sealed class KeyRingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_new_hosts_make_one_ring_and_read_each_others_tokens()
    {
        await using var one = database.Provide(_ => { });
        await using var two = database.Provide(_ => { });
        await Task.WhenAll(
            one.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Host, Ct),
            two.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Host, Ct));

        Assert.Equal(1, await database.Region.QuerySingleAsync<long>("select count(*) from kernel.data_protection_key", null, Ct));
        var token = one.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("hallo");
        Assert.Equal("hallo", two.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(token));
        var xml = await database.Region.QuerySingleAsync<string>("select xml from kernel.data_protection_key", null, Ct);
        Assert.DoesNotContain("masterKey", xml, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_lost_master_key_stops_the_start_and_is_never_made_anew()
    {
        await using var other = new TestDatabase();
        await other.InitializeAsync();
        await other.Services.GetRequiredService<ObjectKeys>().GetOrMakeAsync(1, "case/1", Ct);
        var path = Path.Combine(other.DataFolder, "keys", "master.key");
        File.Delete(path);

        await using var host = other.Provide(_ => { });
        var refused = await Assert.ThrowsAsync<ClusterException>(
            () => host.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Host, Ct));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_master_key_others_may_read_or_a_wrong_one_is_refused()
    {
        await using var other = new TestDatabase();
        await other.InitializeAsync();
        await other.Services.GetRequiredService<ObjectKeys>().GetOrMakeAsync(1, "case/1", Ct);
        var path = Path.Combine(other.DataFolder, "keys", "master.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_000);
        await using (var open = other.Provide(_ => { }))
            await Assert.ThrowsAsync<ClusterException>(() => open.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Host, Ct));

        File.Delete(path);
        MasterKey.Write(path, RandomNumberGenerator.GetBytes(32));
        await using var wrong = other.Provide(_ => { });
        await Assert.ThrowsAnyAsync<CryptographicException>(() => wrong.GetRequiredService<ObjectKeys>().FindAsync(1, "case/1", Ct));
    }
}
