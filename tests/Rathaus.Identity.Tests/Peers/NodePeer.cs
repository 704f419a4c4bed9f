using System.Diagnostics;
using System.Text.Json;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Peers;

/// <summary>Independent programs from npm (<c>tests/peers</c>), installed once a run by their lock file.</summary>
internal static class NodePeer
{
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static string? installed;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Runs a script with JSON on its standard input; its last line is JSON too.</summary>
    public static async Task<JsonElement> RunAsync(string script, string input)
    {
        var folder = await InstallAsync();
        var output = await ProgramAsync("node", [Path.Combine(folder, script)], input);
        return JsonElement.Parse(output.TrimEnd().Split('\n')[^1]);
    }

    private static async Task<string> InstallAsync()
    {
        await Turn.WaitAsync(Ct);
        try
        {
            if (installed is not null)
                return installed;
            var folder = Path.Combine(Checkout.Folder, "artifacts", "test-peers");
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "tests", "peers")))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            await ProgramAsync("npm", ["ci", "--prefix", folder, "--no-progress", "--loglevel=error", "--prefer-offline"], string.Empty);
            return installed = folder;
        }
        finally
        {
            Turn.Release();
        }
    }

    private static async Task<string> ProgramAsync(string program, IReadOnlyList<string> words, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input.AsMemory(), Ct);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(Ct);
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }
}
