using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Bundles;
using Rathaus.Ledger.Seals;

namespace Rathaus.Ledger.Tests;

/// <summary>
/// Proof inside the document: associated files behind its last byte, sealed (PAdES B-B). Independent programs (qpdf, poppler, openssl)
/// read what we write; where one is absent the tests rest on ours alone.
/// </summary>
public sealed class PdfProofTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Letter = new LetterPdf(LetterFonts.Load("/usr/share/fonts/truetype/noto")).ToBytes(new LetterDocument
    {
        Title = "Bescheid", Blocks = [new HeadingBlock(1, "Bescheid"), new ParagraphBlock("Sie dürfen spielen.")], Created = Noon,
    });

    private readonly BundleExample example = new() { Document = Letter };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_with_its_proof_inside_is_genuine_and_still_begins_with_the_document()
    {
        var file = await SealedAsync(example.IntoPdf());
        Assert.Equal(ProofAnswer.Genuine, BundleExample.Verify(file).Answer);
        Assert.Equal(Letter, file[..Letter.Length]);
        Assert.Equal(ProofAnswer.Unwitnessed, BundleExample.Verify(await SealedAsync(example.IntoPdf(cosigners: 1))).Answer);
        Assert.True(BundleFiles.IsBundle(new MemoryStream(file)));
        Assert.False(BundleFiles.IsBundle(new MemoryStream(Letter)));
    }

    [Fact]
    public async Task A_changed_bit_anywhere_or_anything_added_is_never_genuine()
    {
        var file = await SealedAsync(example.IntoPdf());
        var seal = example.IntoPdf().Length;
        var places = Enumerable.Range(0, file.Length).Where(at => at >= seal ? file[at] != (byte)'0' : at % 23 == 0);
        var unseen = places.AsParallel().Where(at =>
        {
            var changed = file.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            return BundleExample.Verify(changed).Answer == ProofAnswer.Genuine;
        }).Select(at => $"{at - seal}: {Encoding.Latin1.GetString(file, at - 20, 40)}");
        Assert.Empty(unseen);

        // A reader shows the newest revision: one behind the seal, or between document and proof, could show something else.
        Assert.NotEqual(ProofAnswer.Genuine, BundleExample.Verify([.. file, .. "\n% more\n"u8]).Answer);
        Assert.NotEqual(ProofAnswer.Genuine, BundleExample.Verify(await SealedAsync(file)).Answer);
        Assert.NotEqual(ProofAnswer.Genuine, BundleExample.Verify(example.IntoPdf()).Answer);
        Assert.NotEqual(ProofAnswer.Genuine, BundleExample.Verify(file[..^30]).Answer);
    }

    /// <summary>The seal's own bytes stay out: the page without network does not check it, and nothing of the document depends on it.</summary>
    [Fact]
    public async Task The_page_without_network_takes_the_document_apart_and_agrees_with_us()
    {
        var file = await SealedAsync(example.IntoPdf());
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["genuine"] = file, ["one-witness"] = await SealedAsync(example.IntoPdf(cosigners: 1)), ["no-proof"] = Letter, ["unsealed"] = example.IntoPdf(),
            ["more"] = [.. file, .. "\n% more\n"u8], ["twice"] = await SealedAsync(file), ["cut"] = file[..^30], ["between"] = [.. Letter, .. "% x\n"u8, .. file[Letter.Length..]],
        };
        var hex = file.AsSpan().LastIndexOf("/Contents<"u8) + "/Contents<".Length;
        var end = hex + file.AsSpan(hex).IndexOf((byte)'>');
        for (var at = 0; at < file.Length; at += at < Letter.Length ? 997 : 37)
        {
            if (at >= hex && at < end)
                continue;
            var changed = file.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            files[$"bit-{at}"] = changed;
        }

        var answers = await BundleTests.OfflineAsync(files, BundleExample.PolicyText);
        Assert.Equal(files.Count, answers.Count);
        Assert.Equal("genuine", answers["genuine"]);
        Assert.Equal("unwitnessed", answers["one-witness"]);
        Assert.All(files.Keys.Except(["genuine", "one-witness"]), name => Assert.True(answers[name] is "forged" or "unreadable", $"{name}: {answers[name]}"));
        Assert.All(files, one => Assert.Equal(answers[one.Key] == "genuine", BundleExample.Verify(one.Value).Answer == ProofAnswer.Genuine));
    }

    [Fact]
    public async Task Other_programs_find_a_sound_file_with_a_valid_signature_and_the_attachments()
    {
        var file = await SealedAsync(await SealedAsync(example.IntoPdf()));
        var folder = Directory.CreateTempSubdirectory("rathaus-pdf-").FullName;
        try
        {
            var path = Path.Combine(folder, "file.pdf");
            await File.WriteAllBytesAsync(path, file, Ct);
            if (await RunAsync("qpdf", "--check", path) is { } check)
                Assert.True(check.Code == 0, check.Output);
            if (await RunAsync("pdfsig", "-nocert", path) is { } signed)
            {
                Assert.Equal(2, signed.Output.Split("Signature is Valid.").Length - 1);
                Assert.Contains("ETSI.CAdES.detached", signed.Output, StringComparison.Ordinal);
                Assert.Contains("Total document signed", signed.Output, StringComparison.Ordinal);
            }

            if (await RunAsync("pdfdetach", "-list", path) is { } list)
                Assert.All(example.Files().Keys.Where(name => !BundleName.IsDocument(name)), name => Assert.Contains(name, list.Output, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Openssl_verifies_the_seal_and_its_time_stamp_is_one_of_the_authority()
    {
        var folder = Directory.CreateTempSubdirectory("rathaus-seal-").FullName;
        try
        {
            string At(string name) => Path.Combine(folder, name);
            await File.WriteAllTextAsync(At("tsa.cnf"), TimestampAuthority.Replace("{folder}", folder, StringComparison.Ordinal), Ct);
            await File.WriteAllTextAsync(At("serial"), "01\n", Ct);
            if (await RunAsync("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", At("tsa.key"), "-out", At("tsa.crt"),
                "-subj", "/CN=Probe-Zeitstempel", "-addext", "extendedKeyUsage=critical,timeStamping", "-addext", "keyUsage=critical,digitalSignature") is not { } made)
                return;
            Assert.True(made.Code == 0, made.Output);

            async Task<Rfc3161TimestampToken?> StampAsync(SignerInfo signer)
            {
                var request = Rfc3161TimestampRequest.CreateFromSignerInfo(signer, HashAlgorithmName.SHA256, requestSignerCertificates: true, nonce: new byte[] { 1, 2, 3, 4 });
                await File.WriteAllBytesAsync(At("query"), request.Encode(), Ct);
                var reply = await RunAsync("openssl", "ts", "-reply", "-config", At("tsa.cnf"), "-queryfile", At("query"), "-out", At("reply"));
                Assert.True(reply!.Value.Code == 0, reply.Value.Output);
                return request.ProcessResponse(await File.ReadAllBytesAsync(At("reply"), Ct), out _);
            }

            var file = await SealedAsync(example.IntoPdf(), StampAsync);
            Assert.Equal(ProofAnswer.Genuine, BundleExample.Verify(file).Answer);
            var seal = PdfSignature.Read(file, example.IntoPdf().Length)!;
            await File.WriteAllBytesAsync(At("content"), seal.Content, Ct);
            var cms = new SignedCms();
            cms.Decode(seal.Cms.AsSpan().TrimEnd((byte)0).ToArray());
            await File.WriteAllBytesAsync(At("seal.p7s"), cms.Encode(), Ct);
            var verified = await RunAsync("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", At("seal.p7s"), "-content", At("content"), "-noverify", "-out", "/dev/null");
            Assert.True(verified!.Value.Code == 0, verified.Value.Output);
            var stamp = Assert.Single(cms.SignerInfos[0].UnsignedAttributes.Cast<CryptographicAttributeObject>());
            Assert.True(Rfc3161TimestampToken.TryDecode(stamp.Values[0].RawData, out var token, out _));
            Assert.True(token.VerifySignatureForSignerInfo(cms.SignerInfos[0], out var authority));
            Assert.Equal("CN=Probe-Zeitstempel", authority.Subject);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private const string TimestampAuthority =
        """
        [tsa]
        default_tsa = probe
        [probe]
        serial = {folder}/serial
        signer_cert = {folder}/tsa.crt
        signer_key = {folder}/tsa.key
        signer_digest = sha256
        default_policy = 1.2.3.4.1
        digests = sha256
        accuracy = secs:1
        ess_cert_id_alg = sha256
        """;

    private static async Task<byte[]> SealedAsync(byte[] pdf, Func<SignerInfo, Task<Rfc3161TimestampToken?>>? stamp = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=Stadt Probe", key, HashAlgorithmName.SHA256).CreateSelfSigned(Noon.AddYears(-1), Noon.AddYears(20));
        return await AppendAsync(certificate.Export(X509ContentType.Pkcs12), pdf, stamp);
    }

    private static async Task<byte[]> AppendAsync(byte[] pkcs12, byte[] pdf, Func<SignerInfo, Task<Rfc3161TimestampToken?>>? stamp)
    {
        using var certificate = X509CertificateLoader.LoadPkcs12(pkcs12, null);
        return await PdfSignature.AppendAsync(pdf, new PdfSigner("Stadt Probe", Noon), content => CadesSignature.SignAsync(content, certificate, [], stamp));
    }

    /// <returns>Null where the program is absent.</returns>
    private static async Task<(int Code, string Output)?> RunAsync(string program, params string[] words)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
            return null;
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(Ct);
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, output + await errors);
    }
}
