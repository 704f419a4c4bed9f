using System.Diagnostics;

namespace Rathaus.Host.Tests.Failures.Support;

/// <summary>Small programs of the system.</summary>
internal static class Unix
{
    public static void Kill(string process) => Run("kill", "-9", process);

    /// <param name="name">For example <c>STOP</c> and <c>CONT</c>.</param>
    public static void Signal(string name, int process) =>
        Run("kill", "-" + name, process.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static void Run(string program, params string[] words)
    {
        Assert.True(TryRun(program, words, out var errors), $"{program} {string.Join(' ', words)}: {errors}");
    }

    public static bool TryRun(string program, string[] words, out string errors)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardError = true };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var run = Process.Start(start)!;
        errors = run.StandardError.ReadToEnd();
        run.WaitForExit();
        return run.ExitCode == 0;
    }
}
