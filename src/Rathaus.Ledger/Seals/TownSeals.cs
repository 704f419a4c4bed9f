using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Files;
using Rathaus.Ledger.Logs;

namespace Rathaus.Ledger.Seals;

/// <summary>
/// Seals documents with proof for a town: with the certificate of the configuration, else with one of its own that says what it
/// is (not qualified). It shows that file and attachments belong together; what proves the document is the log.
/// </summary>
internal sealed partial class TownSeals(
    ObjectKeys objects, TownDatabase database, LedgerTowns towns, TimestampCalls stamps, IOptions<LedgerOptions> options, TimeProvider time, ILogger<TownSeals> log)
{
    private const string ObjectName = "ledger/seal";
    private const int Years = 5;

    /// <returns>Null: the configured certificate cannot seal. Nothing else takes its place, or nobody would notice.</returns>
    public async Task<byte[]?> SealAsync(short municipality, byte[] pdf, CancellationToken ct)
    {
        var town = towns.Of(municipality);
        var (certificate, chain) = options.Value.Seals.FirstOrDefault(one => one.Town == town.Id) is { } configured
            ? await FromFileAsync(configured, ct)
            : (await OwnAsync(municipality, town.FullName, ct), []);
        if (certificate is null)
            return null;
        using (certificate)
        {
            return await PdfSignature.AppendAsync(
                pdf, new PdfSigner(town.FullName, time.GetUtcNow()),
                content => CadesSignature.SignAsync(content, certificate, chain, stamps.IsConfigured ? signer => stamps.StampAsync(signer, ct) : null));
        }
    }

    /// <summary>PKCS#12 with the key of the first certificate that has one; the others are its chain. Null: unusable, and why is in the log.</summary>
    private async Task<(X509Certificate2? Certificate, X509Certificate2Collection Chain)> FromFileAsync(LedgerSeal seal, CancellationToken ct)
    {
        var (own, chain, fault) = await ReadAsync(seal, ct);
        if (own is not null && (own.NotAfter.ToUniversalTime() <= time.GetUtcNow().UtcDateTime || own.NotBefore.ToUniversalTime() > time.GetUtcNow().UtcDateTime))
            fault = string.Create(CultureInfo.InvariantCulture, $"valid from {own.NotBefore.ToUniversalTime():yyyy-MM-dd} to {own.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        if (fault is null)
            return (own, chain);
        LogUnusable(log, seal.Town, seal.Pkcs12File, fault);
        own?.Dispose();
        return (null, []);
    }

    private static async Task<(X509Certificate2? Own, X509Certificate2Collection Chain, string? Fault)> ReadAsync(LedgerSeal seal, CancellationToken ct)
    {
        try
        {
            var password = seal.PasswordFile is { } file ? (await File.ReadAllTextAsync(file, ct)).Trim() : null;
            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(seal.Pkcs12File, password, X509KeyStorageFlags.EphemeralKeySet);
            if (all.FirstOrDefault(static one => one.HasPrivateKey) is not { } own)
                return (null, [], "it holds no private key");
            all.Remove(own);
            return (own, all, null);
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return (null, [], wrong is CryptographicException ? "wrong password, or no PKCS#12" : wrong.Message);
        }
    }

    /// <summary>The newest certificate of the town that still holds, made with its first use.</summary>
    private async Task<X509Certificate2> OwnAsync(short municipality, string name, CancellationToken ct)
    {
        var scope = database.For(municipality);
        while (true)
        {
            var row = await scope.QuerySingleOrDefaultAsync<SealRow>(
                "select id, certificate, sealed_key from ledger.seal where municipality = @Town order by id desc limit 1", null, ct);
            if (row is not null && Open(row, await KeyAsync(municipality, ct), municipality) is { } certificate)
            {
                if (certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime)
                    return certificate;
                certificate.Dispose();
            }

            // Another host may be faster: then its certificate holds.
            var (id, made) = ((short)((row?.Id ?? 0) + 1), Make(name));
            await scope.ExecuteAsync(
                """
                insert into ledger.seal (municipality, id, certificate, sealed_key, created_at)
                values (@Town, @id, @Certificate, @Key, @Now)
                on conflict do nothing
                """,
                new
                {
                    id,
                    made.Certificate,
                    Key = Sealed.Seal(await KeyAsync(municipality, ct), made.Key, Place(municipality, id)),
                    Now = time.GetUtcNow(),
                }, ct);
        }
    }

    private Task<byte[]> KeyAsync(short municipality, CancellationToken ct) => objects.GetOrMakeAsync(municipality, ObjectName, ct);

    private (byte[] Certificate, byte[] Key) Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName($"{name}, Siegel (nicht qualifiziert)");
        subject.AddOrganizationName(name);
        subject.AddCountryOrRegion("DE");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(Years));
        return (certificate.RawData, key.ExportPkcs8PrivateKey());
    }

    private static X509Certificate2 Open(SealRow row, byte[] objectKey, short municipality)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Sealed.Open(objectKey, row.SealedKey, Place(municipality, row.Id)), out _);
        using var certificate = X509CertificateLoader.LoadCertificate(row.Certificate);
        return certificate.CopyWithPrivateKey(key);
    }

    private static string Place(short municipality, short id) =>
        string.Create(CultureInfo.InvariantCulture, $"ledger seal {municipality} {id}");

    [LoggerMessage(Level = LogLevel.Error, Message = "Ledger:Seals: {Town} cannot seal with {File}: {Fault}")]
    private static partial void LogUnusable(ILogger logger, string town, string file, string fault);

    internal sealed record SealRow
    {
        public required short Id { get; init; }

        public required byte[] Certificate { get; init; }

        public required byte[] SealedKey { get; init; }
    }
}
