using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Testing;

namespace Rathaus.Kernel.Tests.Files;

public sealed class EncryptedFilesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const short Town = 1;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private EncryptedFiles Files => database.Services.GetRequiredService<EncryptedFiles>();

    private ObjectKeys Keys => database.Services.GetRequiredService<ObjectKeys>();

    private async Task<StoredFile> StoreAsync(string objectName, byte[] content, string name = "beleg.txt")
    {
        var stored = await Files.StoreAsync(Town, objectName, new InspectedUpload(name, "text/plain", content), Ct);
        Assert.True(stored.Succeeded);
        return stored.Value;
    }

    private async Task RunAsSuperAsync(string text, Guid file)
    {
        await using var connection = await database.OpenAsync(DatabaseRole.Super);
        await using var command = new NpgsqlCommand(text, connection);
        command.Parameters.AddWithValue("file", file);
        Assert.True(await command.ExecuteNonQueryAsync(Ct) > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(FileCipher.SegmentSize - 1)]
    [InlineData(FileCipher.SegmentSize)]
    [InlineData(FileCipher.SegmentSize + 1)]
    [InlineData(40 * FileCipher.SegmentSize)]
    public async Task What_was_stored_comes_back_byte_by_byte(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var stored = await StoreAsync($"case/size-{size}", content);

        Assert.Equal(content, await Files.ReadAsync(Town, stored.Id, Ct));
        var found = await Files.FindAsync(Town, stored.Id, Ct);
        Assert.Equal(SHA256.HashData(content), found!.Sha256);
        Assert.Equal((size, FileState.Unscanned, true), (found.Size, found.State, found.CanBeShown));
    }

    [Fact]
    public async Task The_database_holds_no_readable_byte_of_it()
    {
        var secret = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Familie Mustermann wohnt hier. ", 5000)));
        var stored = await StoreAsync("case/secret", secret);
        await using var connection = await database.OpenAsync(DatabaseRole.Super);
        await using var command = new NpgsqlCommand(
            "select count(*) from kernel.file_segment where file = @file and position('Mustermann'::bytea in content) > 0", connection);
        command.Parameters.AddWithValue("file", stored.Id);
        Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
    }

    [Theory]
    [InlineData("update kernel.file_segment set content = set_byte(content, 100, get_byte(content, 100) # 1) where file = @file and number = 1")]
    [InlineData("delete from kernel.file_segment where file = @file and number = 2")]
    [InlineData("update kernel.file_segment set number = case number when 0 then 1000 else 0 end where file = @file and number in (0, 1000)")]
    [InlineData("update kernel.file_segment s set content = (select content from kernel.file_segment where file = @file and number = 0) where s.file = @file and s.number = 1")]
    [InlineData("update kernel.file set size = size - 65536 where id = @file")]
    [InlineData("update kernel.file set version = 2 where id = @file")]
    public async Task Changed_moved_missing_or_cut_segments_are_noticed(string tampering)
    {
        var stored = await StoreAsync("case/tamper", RandomNumberGenerator.GetBytes((3 * FileCipher.SegmentSize) + 5));
        await RunAsSuperAsync(tampering, stored.Id);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Files.ReadAsync(Town, stored.Id, Ct));
    }

    [Fact]
    public async Task A_file_moved_to_another_case_cannot_be_read_there()
    {
        var stored = await StoreAsync("case/mine", RandomNumberGenerator.GetBytes(100));
        await Keys.GetOrMakeAsync(Town, "case/yours", Ct);
        await RunAsSuperAsync("update kernel.file set object = 'case/yours' where id = @file", stored.Id);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Files.ReadAsync(Town, stored.Id, Ct));
    }

    [Fact]
    public async Task Deleting_the_key_makes_every_file_of_the_object_unreadable()
    {
        var stored = await StoreAsync("case/gone", [1, 2, 3]);
        Assert.True(await Keys.DeleteAsync(Town, "case/gone", Ct));
        Assert.Null(await Files.ReadAsync(Town, stored.Id, Ct));

        // A new key under the old name opens nothing old.
        await Keys.GetOrMakeAsync(Town, "case/gone", Ct);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Files.ReadAsync(Town, stored.Id, Ct));
        await Files.DeleteObjectAsync(Town, "case/gone", Ct);
        Assert.Null(await Files.FindAsync(Town, stored.Id, Ct));
    }

    [Fact]
    public async Task Another_town_finds_nothing_under_the_same_id()
    {
        var stored = await StoreAsync("case/town", [1]);
        Assert.Null(await Files.FindAsync(2, stored.Id, Ct));
        Assert.Null(await Files.ReadAsync(2, stored.Id, Ct));
        Assert.False(await Files.DeleteAsync(2, stored.Id, Ct));
        Assert.NotNull(await Files.ReadAsync(Town, stored.Id, Ct));
    }

    [Fact]
    public async Task Racing_for_an_objects_key_gives_everybody_the_same()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Keys.GetOrMakeAsync(9, "case/race", Ct)));
        Assert.Single(keys.Select(Convert.ToHexString).Distinct());
    }

    [Fact]
    public async Task Whatever_call_fails_no_half_file_stays()
    {
        var faulty = new FaultyDatabase();
        await using var services = database.Provide(add => add.AddSingleton<IDatabaseWatch>(faulty));
        var files = services.GetRequiredService<EncryptedFiles>();
        var content = RandomNumberGenerator.GetBytes(40 * FileCipher.SegmentSize);
        await faulty.AtEveryStepAsync(
            n => files.StoreAsync(3, $"case/step-{n}", new InspectedUpload("a.txt", "text/plain", content), Ct),
            async n =>
            {
                foreach (var file in await files.OfObjectAsync(3, $"case/step-{n}", Ct))
                    Assert.Equal(content, await files.ReadAsync(3, file.Id, Ct));
            });
    }

    [Fact]
    public async Task A_scanner_that_finds_something_keeps_the_file_out_and_one_that_is_away_quarantines_it()
    {
        var scanner = new FakeScanner();
        await using var services = database.Provide(add => add.AddSingleton<IVirusScanner>(scanner));
        var files = services.GetRequiredService<EncryptedFiles>();
        var upload = new InspectedUpload("a.txt", "text/plain", "x"u8.ToArray());

        scanner.Verdict = ScanVerdict.Infected;
        var refused = await files.StoreAsync(4, "case/virus", upload, Ct);
        Assert.Equal("upload.virus", refused.Refusal!.Code);
        Assert.Empty(await files.OfObjectAsync(4, "case/virus", Ct));

        scanner.Verdict = ScanVerdict.Unavailable;
        var kept = (await files.StoreAsync(4, "case/virus", upload, Ct)).Value!;
        Assert.Equal((FileState.Quarantined, false), (kept.State, kept.CanBeShown));
        var job = Assert.Single(await database.Town(4).QueryAsync<string>(
            "select payload ->> 'file' from kernel.job where municipality = @Town and kind = 'kernel.scan-file'", null, Ct));
        Assert.Equal(kept.Id, Guid.Parse(job));
    }

    private sealed class FakeScanner : IVirusScanner
    {
        public ScanVerdict Verdict { get; set; }

        public Task<ScanResult> ScanAsync(ReadOnlyMemory<byte> content, CancellationToken ct) =>
            Task.FromResult(new ScanResult(Verdict));
    }
}
