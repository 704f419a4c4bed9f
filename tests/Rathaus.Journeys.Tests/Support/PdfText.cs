using System.Diagnostics;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>What a reader finds in a PDF (pdftotext of poppler-utils, installed by <c>./rathaus test</c> where it may).</summary>
internal static class PdfText
{
    private const string Program = "pdftotext";

    /// <returns>The text cell by cell, or null where the program is absent.</returns>
    public static async Task<string?> OfAsync(byte[] pdf)
    {
        var ct = TestContext.Current.CancellationToken;
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);
        if (program is null)
            return null;
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pdf");
        await File.WriteAllBytesAsync(file, pdf, ct);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["-raw", file, "-"]) { RedirectStandardOutput = true })!;
            var text = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            Assert.Equal(0, process.ExitCode);
            return text;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
