using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>The few calls of the operating system that .NET does not offer.</summary>
internal static partial class Unix
{
    public const int Interrupt = 2;
    public const int Quit = 3;

    public static bool IsRoot => GetEffectiveUser() == 0;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    /// <summary>Sends a signal; false when there is no such process (any more).</summary>
    public static bool Signal(int process, int signal) => Kill(process, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    /// <summary>Runs a tool to its end and hands back exit code, output and errors.</summary>
    public static (int Code, string Output, string Errors) Run(string file, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(file)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"{file} did not start");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    /// <summary>The same, and a failure is an exception with the tool's own words.</summary>
    public static string RunOrThrow(string file, params IReadOnlyList<string> arguments)
    {
        var (code, output, errors) = Run(file, arguments);
        return code == 0
            ? output
            : throw new ClusterException($"{Path.GetFileName(file)} failed ({code}): {(errors + output).Trim()}");
    }
}
