using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Files;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Files;

/// <summary>A new master key: everything stays readable, nothing can be read with the old one.</summary>
public sealed class MasterKeyRotationTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_new_master_key_opens_everything_and_the_old_one_nothing()
    {
        var (file, token) = await FillAsync();
        var before = await File.ReadAllTextAsync(KeyFile, Ct);
        Assert.Equal(0, await RotateAsync());

        Assert.NotEqual(before, await File.ReadAllTextAsync(KeyFile, Ct));
        var old = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(KeyFile)!, "master.key.until-*"));
        Assert.Equal(before, await File.ReadAllTextAsync(old, Ct));
        foreach (var path in new[] { KeyFile, old })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        await AssertReadableAsync(file, token);

        File.Copy(old, KeyFile, overwrite: true);
        await using var thief = database.Provide(static _ => { });
        await Assert.ThrowsAnyAsync<CryptographicException>(() => thief.GetRequiredService<EncryptedFiles>().ReadAsync(1, file, Ct));
        Assert.ThrowsAny<CryptographicException>(() => thief.GetRequiredService<IDataProtectionProvider>().CreateProtector("x").Unprotect(token));
    }

    [Fact]
    public async Task A_change_of_the_key_that_was_cut_short_is_readable_and_can_be_repeated()
    {
        var (file, token) = await FillAsync();
        await using (var cut = database.Provide(static _ => { }))
        {
            var master = cut.GetRequiredService<MasterKey>();
            master.Replace([RandomNumberGenerator.GetBytes(32), .. master.All]);
        }

        // Killed here: new things are sealed under the new key, old ones open under the old.
        await AssertReadableAsync(file, token);
        Assert.Equal(0, await RotateAsync());
        Assert.Single(await File.ReadAllLinesAsync(KeyFile, Ct));
        await AssertReadableAsync(file, token);
    }

    [Fact]
    public async Task While_a_host_runs_the_key_is_not_changed()
    {
        await using var host = database.Provide(static _ => { });
        await host.GetRequiredService<TownDatabase>().For(1).QuerySingleAsync<int>("select 1", null, Ct);
        var before = await File.ReadAllTextAsync(KeyFile, Ct);
        var refused = await Assert.ThrowsAsync<ClusterException>(RotateAsync);
        Assert.Contains("stop every host", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(KeyFile, Ct));
    }

    private string KeyFile => Path.Combine(database.DataFolder, "keys", "master.key");

    private async Task<(Guid File, byte[] Token)> FillAsync()
    {
        await using var host = database.Provide(static _ => { });
        foreach (var task in host.GetServices<IStartTask>())
            await task.RunAsync(Ct);
        var stored = await host.GetRequiredService<EncryptedFiles>().StoreAsync(
            1, "case/rotation", new InspectedUpload("a.txt", "text/plain", new byte[100_000]), Ct);
        return (stored.Value!.Id, host.GetRequiredService<IDataProtectionProvider>().CreateProtector("x").Protect([1, 2, 3]));
    }

    private async Task AssertReadableAsync(Guid file, byte[] token)
    {
        await using var host = database.Provide(static _ => { });
        Assert.Equal(new byte[100_000], await host.GetRequiredService<EncryptedFiles>().ReadAsync(1, file, Ct));
        Assert.Equal([1, 2, 3], host.GetRequiredService<IDataProtectionProvider>().CreateProtector("x").Unprotect(token));
    }

    private async Task<int> RotateAsync()
    {
        await using var services = database.Provide(static _ => { });
        var command = services.GetServices<ICommand>().Single(one => one.Name == "rotate-master-key");
        using var output = new StringWriter();
        return await command.RunAsync(CommandLine.Parse([], [], []).With(output, output), Ct);
    }
}
