using System.Diagnostics;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>
/// The code of a document as a phone reads it from paper: the PDF as pixels (pdftoppm of poppler-utils), the pixels read by an
/// independent reader (zbarimg of zbar-tools). Both are installed by <c>./rathaus test</c> where it may.
/// </summary>
internal static class PrintedCode
{
    /// <returns>The address in the code, or null where the programs are absent.</returns>
    public static async Task<string?> OfAsync(byte[] pdf)
    {
        if (Find("pdftoppm") is not { } painter || Find("zbarimg") is not { } reader)
            return null;
        var folder = Directory.CreateTempSubdirectory("rathaus-code-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "paper.pdf"), pdf, TestContext.Current.CancellationToken);
            await RunAsync(painter, "-r", "200", "-gray", "-png", Path.Combine(folder, "paper.pdf"), Path.Combine(folder, "page"));
            var lines = await RunAsync(reader, ["-q", "--raw", .. Directory.GetFiles(folder, "page*.png").Order(StringComparer.Ordinal)]);
            return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Single(static line => line.Contains("/verify/", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task<string> RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // 4: a page without a code was among them.
        Assert.True(process.ExitCode is 0 or 4, await errors);
        return text;
    }
}
