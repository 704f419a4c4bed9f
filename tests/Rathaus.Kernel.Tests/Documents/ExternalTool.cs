using System.Diagnostics;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>
/// Checking programs of others (poppler-utils, qpdf, zbar-tools; installed by <c>./rathaus test</c> where it may). Where one
/// is absent its tests rest on our own rule list alone.
/// </summary>
internal static class ExternalTool
{
    public static bool IsInstalled(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Runs a program on a temporary file; null when it is not installed.</summary>
    public static async Task<(int ExitCode, string Output)?> RunAsync(
        string name, byte[] content, string extension, params string[] arguments)
    {
        if (!IsInstalled(name))
            return null;
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + extension);
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                name, arguments.Select(argument => argument == "FILE" ? file : argument))
            { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await errors;
            return (process.ExitCode, output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
