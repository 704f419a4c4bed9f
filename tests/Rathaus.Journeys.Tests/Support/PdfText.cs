using System.Diagnostics;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>What a reader finds in a PDF (pdftotext of poppler-utils, installed by <c>./rathaus test</c> where it may).</summary>
internal static class PdfText
{
    /// <returns>The text cell by cell, or null where the program is absent.</returns>
    public static async Task<string?> OfAsync(byte[] pdf)
    {
        var ct = TestContext.Current.CancellationToken;
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "pdftotext"))))
            return null;
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, pdf, ct);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pdftotext", ["-raw", file, "-"]) { RedirectStandardOutput = true })!;
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
