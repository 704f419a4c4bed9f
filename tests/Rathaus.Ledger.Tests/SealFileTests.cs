using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Seals;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>The certificate of a configuration (PKCS#12): it seals while it can, and nothing takes its place when it cannot.</summary>
public sealed class SealFileTests : IDisposable
{
    private const string Password = "nicht 1234";

    private readonly string folder = Directory.CreateTempSubdirectory("rathaus-seal-file-").FullName;
    private readonly FrozenTime time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly Told told = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_good_file_seals_with_its_own_certificate()
    {
        await WriteAsync(Password, time.GetUtcNow().AddYears(-1), time.GetUtcNow().AddYears(1));
        var example = new BundleExample { Document = Letter };
        var sealedFile = await Seals().SealAsync(1, example.IntoPdf(), Ct);
        Assert.NotNull(sealedFile);
        Assert.Equal(ProofAnswer.Genuine, BundleExample.Verify(sealedFile).Answer);
        var cms = new SignedCms();
        cms.Decode(PdfSignature.Read(sealedFile, example.IntoPdf().Length)!.Cms.AsSpan().TrimEnd((byte)0).ToArray());
        Assert.Equal("CN=Siegel der Stadt A", cms.SignerInfos[0].Certificate!.Subject);
        Assert.Empty(told.Lines);
    }

    [Theory]
    [InlineData("wrong password", "wrong password")]
    [InlineData("expired", "valid from 2024-11-20 to 2026-11-19")]
    [InlineData("not yet", "valid from 2026-11-21 to 2027-11-20")]
    [InlineData("no key", "no private key")]
    [InlineData("no file", "seal.p12")]
    [InlineData("no container", "wrong password, or no PKCS#12")]
    public async Task A_file_that_cannot_seal_seals_nothing_and_says_why(string fault, string said)
    {
        var now = time.GetUtcNow();
        await WriteAsync(
            fault == "wrong password" ? "another" : Password,
            fault == "not yet" ? now.AddDays(1) : now.AddYears(-2), fault switch { "expired" => now.AddDays(-1), "not yet" => now.AddYears(1), _ => now.AddYears(1) },
            withKey: fault != "no key");
        if (fault == "no file")
            File.Delete(Path.Combine(folder, "seal.p12"));
        if (fault == "no container")
            await File.WriteAllTextAsync(Path.Combine(folder, "seal.p12"), "nothing", Ct);
        Assert.Null(await Seals().SealAsync(1, new BundleExample { Document = Letter }.IntoPdf(), Ct));
        Assert.Contains(said, Assert.Single(told.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, told.Lines[0], StringComparison.Ordinal);
    }

    private static byte[] Letter { get; } = new LetterPdf(LetterFonts.Load("/usr/share/fonts/truetype/noto")).ToBytes(new LetterDocument
    {
        Title = "Bescheid", Blocks = [new HeadingBlock(1, "Bescheid")], Created = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
    });

    private async Task WriteAsync(string password, DateTimeOffset from, DateTimeOffset until, bool withKey = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=Siegel der Stadt A", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, until);
        using var alone = X509CertificateLoader.LoadCertificate(certificate.RawData);
        await File.WriteAllBytesAsync(Path.Combine(folder, "seal.p12"), (withKey ? certificate : alone).Export(X509ContentType.Pkcs12, password), Ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), Password + "\n", Ct);
    }

    private TownSeals Seals()
    {
        var options = Options.Create(new LedgerOptions
        {
            Seals = [new LedgerSeal { Town = "a", Pkcs12File = Path.Combine(folder, "seal.p12"), PasswordFile = Path.Combine(folder, "password") }],
        });
        return new TownSeals(null!, null!, new LedgerTowns(new OneTown(), options), new TimestampCalls(null!, options, new LoggerFactory().CreateLogger<TimestampCalls>()), options, time, told);
    }

    private sealed class OneTown : ITownOffices
    {
        public IReadOnlyList<TownEntry> All { get; } = [new TownEntry("a", 1, "Stadt A", []) { Ars = "051240000000" }];

        public TownEntry? Find(short number) => All.FirstOrDefault(town => town.Number == number);

        public TownEntry? Find(string? id) => All.FirstOrDefault(town => town.Id == id);
    }

    private sealed class Told : ILogger<TownSeals>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
