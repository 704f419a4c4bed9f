using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Rathaus.Ledger.Commands;

/// <summary>This program once more as a process of its own; ended politely with us.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process process;

    private ChildProgram(Process process) => this.process = process;

    public bool HasExited => process.HasExited;

    /// <param name="log">Where what it writes goes, line by line; null: its standard output is read by the caller.</param>
    public static ChildProgram Start(IEnumerable<string> words, IReadOnlyDictionary<string, string> environment, string? log)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        foreach (var word in words)
            start.ArgumentList.Add(word);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var output = log is null ? null : TextWriter.Synchronized(new StreamWriter(log, append: true) { AutoFlush = true });
        process.ErrorDataReceived += (_, line) => output?.WriteLine(line.Data);
        process.Exited += (_, _) => output?.Dispose();
        process.EnableRaisingEvents = true;
        process.Start();
        process.BeginErrorReadLine();
        if (output is not null)
        {
            process.OutputDataReceived += (_, line) => output.WriteLine(line.Data);
            process.BeginOutputReadLine();
        }

        return new ChildProgram(process);
    }

    public async Task<string?> ReadLineAsync(CancellationToken ct) => await process.StandardOutput.ReadLineAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var timer = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(timer.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }

        process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
