using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Operations;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Data;

public sealed class BackupTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rathaus-backup-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    private Backups Backups => database.Services.GetRequiredService<Backups>();

    private string Data(string name) => Path.Combine(root, name, "data");

    private string Keys(string name) => Path.Combine(root, name, "keys");

    private async Task<StoredFile> FillAsync(string objectName)
    {
        await database.Town(1).ExecuteAsync(
            "insert into kernel.town_counter (municipality, name, value) values (@Town, 'case-2026', 41) on conflict do nothing", null, Ct);
        var files = database.Services.GetRequiredService<EncryptedFiles>();
        return (await files.StoreAsync(1, objectName, new InspectedUpload("a.txt", "text/plain", new byte[100_000]), Ct)).Value!;
    }

    [Fact]
    public async Task A_backup_is_proven_and_restores_into_an_empty_folder_with_readable_files_and_higher_numbers()
    {
        var stored = await FillAsync("case/backup");
        await Backups.MakeAsync(Data("a"), Keys("a"), Ct);
        Assert.Empty(await Backups.ProveAsync(Data("a"), Keys("a"), Ct));

        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        var master = database.Services.GetRequiredService<MasterKey>();
        var options = new DatabaseOptions { DataFolder = Path.Combine(root, "new"), MasterKeyFile = master.Path };
        await using var house = database.Services.GetRequiredService<Blueprint>().On(options);
        Assert.Empty(await house.GetRequiredService<Backups>().RestoreAsync(Data("a"), Keys("a"), Ct));
        await house.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Command, Ct);
        Assert.Equal(new byte[100_000], await house.GetRequiredService<EncryptedFiles>().ReadAsync(1, stored.Id, Ct));
        Assert.Equal(10_041, await house.GetRequiredService<TownDatabase>().For(1).QuerySingleAsync<long>(
            "select value from kernel.town_counter where municipality = @Town and name = 'case-2026'", null, Ct));

        // A second restore would mix two histories.
        await Assert.ThrowsAsync<ClusterException>(() => house.GetRequiredService<Backups>().RestoreAsync(Data("a"), Keys("a"), Ct));
    }

    [Fact]
    public async Task A_changed_or_missing_file_of_a_backup_is_named()
    {
        await Backups.MakeAsync(Data("b"), Keys("b"), Ct);
        var dump = Path.Combine(Data("b"), BackupManifest.DataFile);
        var bytes = await File.ReadAllBytesAsync(dump, Ct);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(dump, bytes, Ct);
        var changed = await Assert.ThrowsAsync<ClusterException>(() => Backups.ProveAsync(Data("b"), Keys("b"), Ct));
        Assert.Contains(dump, changed.Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(Keys("b"), BackupManifest.KeysFile));
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(dump, bytes, Ct);
        var missing = await Assert.ThrowsAsync<ClusterException>(() => Backups.ProveAsync(Data("b"), Keys("b"), Ct));
        Assert.Contains(BackupManifest.KeysFile, missing.Message, StringComparison.Ordinal);
        Assert.Throws<ClusterException>(() => BackupManifest.Read(root));
    }

    [Fact]
    public async Task A_backup_never_overwrites_an_older_one_and_is_readable_by_its_owner_only()
    {
        await Backups.MakeAsync(Data("c"), Keys("c"), Ct);
        await Assert.ThrowsAsync<ClusterException>(() => Backups.MakeAsync(Data("c"), Keys("c"), Ct));
        Assert.Equal("700", Unix.RunOrThrow("stat", "-c", "%a", Keys("c")).Trim());
    }

    [Fact]
    public async Task A_file_whose_key_is_gone_is_unreadable_in_a_backup_made_afterwards()
    {
        var stored = await FillAsync("case/shredded");
        await database.Services.GetRequiredService<EncryptedFiles>().DeleteObjectAsync(1, "case/shredded", Ct);
        await Backups.MakeAsync(Data("d"), Keys("d"), Ct);
        Assert.Empty(await Backups.ProveAsync(Data("d"), Keys("d"), Ct));
        Assert.Null(await database.Services.GetRequiredService<EncryptedFiles>().ReadAsync(1, stored.Id, Ct));
    }

    [Fact]
    public async Task The_doctor_finds_nothing_in_a_healthy_house_and_names_what_is_broken()
    {
        await using var other = await TestDatabaseOf();
        var doctor = other.Services.GetRequiredService<Doctor>();
        Assert.All(await doctor.ExamineAsync(Ct), finding => Assert.Empty(finding.Faults));

        var files = other.Services.GetRequiredService<EncryptedFiles>();
        var torn = (await files.StoreAsync(1, "case/torn", new InspectedUpload("a.txt", "text/plain", new byte[200_000]), Ct)).Value!;
        await files.StoreAsync(1, "case/keyless", new InspectedUpload("a.txt", "text/plain", new byte[10]), Ct);
        await other.Services.GetRequiredService<ObjectKeys>().DeleteAsync(1, "case/keyless", Ct);
        await using (var super = await other.OpenAsync(DatabaseRole.Super))
        {
            foreach (var harm in new[]
            {
                $"delete from kernel.file_segment where file = '{torn.Id}' and number = 1",
                "create table kernel.forgotten (municipality smallint primary key)",
                "update kernel.schema_migration set sha256 = 'x' where schema = 'kernel' and name = '0001_kernel.sql'",
                "insert into kernel.job_dead (municipality, id, kind, attempts, payload, last_error_code, created_at) values (1, 7, 'x', 12, '{}', 'E', now())",
                "grant create on schema kernel to rathaus_app",
            })
            {
                await using var command = new NpgsqlCommand(harm, super);
                await command.ExecuteNonQueryAsync(Ct);
            }
        }

        var faults = (await doctor.ExamineAsync(Ct)).SelectMany(finding => finding.Faults).ToList();
        foreach (var expected in new[]
        {
            $"1: file {torn.Id} lacks segments", "case/keyless have lost their key", "kernel.forgotten: row-level security is off",
            "kernel/0001_kernel.sql was edited", "job 1/7 x after 12 tries: E", "rathaus_app: may make things in kernel",
        })
            Assert.Contains(faults, fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    private static async Task<TestDatabase> TestDatabaseOf()
    {
        var other = new TestDatabase();
        await other.InitializeAsync();
        return other;
    }

    [Fact]
    public async Task The_commands_print_what_they_find_and_answer_with_their_exit_codes()
    {
        await using var other = await TestDatabaseOf();
        var commands = other.Services.GetServices<ICommand>().ToDictionary(command => command.Name);
        var (output, errors) = (new StringWriter(), new StringWriter());
        Task<int> Run(string name, params string[] words) => commands[name].RunAsync(
            Parse(words, commands[name], output, errors), Ct);

        Assert.Equal(0, await Run("doctor"));
        Assert.Contains("Everything holds.", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Run("jobs", "list"));
        Assert.Equal(2, await Run("jobs", "retry", "1/99"));
        Assert.Equal("there is no such dead job", errors.ToString().Trim());
        await Assert.ThrowsAsync<CommandLineException>(() => Run("jobs", "retry", "x"));
        await Assert.ThrowsAsync<CommandLineException>(() => Run("backup"));
        Assert.Equal(0, await Run("backup", Path.Combine(root, "cli"), "--no-proof"));
        await Assert.ThrowsAsync<ClusterException>(() => Run("restore", Path.Combine(root, "nothing")));
        Assert.Equal(0, await Run("migrate", "--check"));
    }

    private static CommandLine Parse(string[] words, ICommand command, TextWriter output, TextWriter errors)
    {
        var parsed = CommandLine.Parse(words, command.ValuedOptions, command.Flags);
        return parsed.With(output, errors);
    }
}
