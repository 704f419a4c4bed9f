using System.Diagnostics;

namespace Rathaus.Benchmarks;

/// <summary>Programs of the system that serve as load or as peer.</summary>
internal static class Tool
{
    /// <exception cref="InvalidOperationException">The program ended with a fault; its output is in the message.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> words, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }
}
