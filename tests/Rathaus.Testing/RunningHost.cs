using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Rathaus.Testing;

/// <summary>
/// The real program as a process of its own, on a free loopback port and a data folder of its own: what a town runs.
/// It can be stopped politely, killed, and started again on the same data.
/// </summary>
public sealed class RunningHost : IAsyncDisposable
{
    private const int Kill = 9;
    private const int Terminate = 15;

    private readonly StringBuilder log = new();
    private readonly List<string> options;
    private readonly string? user;
    private readonly string program;
    private readonly OwnPort port;
    private readonly OwnPort metricsPort;
    private Process? process;

    private RunningHost(string dataFolder, string[] options, string? user)
    {
        DataFolder = dataFolder;
        this.options = [.. options];
        this.user = user;
        program = user is null ? Program : WithinReach(user, dataFolder);
        (port, metricsPort) = (OwnPort.Take(), OwnPort.Take());
    }

    public string DataFolder { get; }

    public int Port => port.Number;

    public int MetricsPort => metricsPort.Number;

    /// <summary>Without a slash at the end.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Port}");

    /// <summary>Everything the program wrote so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    public int ProcessId => process?.Id ?? throw new InvalidOperationException("The host does not run");

    /// <param name="options">More options of <c>run</c>, or settings of the environment as <c>NAME=value</c>.</param>
    public static async Task<RunningHost> StartAsync(params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("rathaus-host-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return await StartInAsync(folder, options);
    }

    /// <param name="folder">The data folder; deleted at the end.</param>
    /// <param name="user">Whom the program runs as when we are root; null: as we do.</param>
    public static async Task<RunningHost> StartInAsync(string folder, string[] options, string? user = null)
    {
        var host = new RunningHost(folder, options, user);
        await host.StartAgainAsync();
        return host;
    }

    /// <summary>Runs another command of the program to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string[] words, string input = "")
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Program);
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var command = Process.Start(start)!;
        await command.StandardInput.WriteAsync(input);
        command.StandardInput.Close();
        var errors = command.StandardError.ReadToEndAsync();
        var output = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, output, await errors);
    }

    /// <summary>Starts on the same data and port; returns when the host is ready.</summary>
    /// <param name="changes">Settings that differ from here on, as <c>NAME=value</c>: another day of the clock, for example.</param>
    public async Task StartAgainAsync(params string[] changes)
    {
        options.AddRange(changes);
        var start = new ProcessStartInfo(user is null ? "dotnet" : "setpriv")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = user is null ? Checkout.Folder : "/",
        };
        foreach (var word in Words())
            start.ArgumentList.Add(word);
        // The synthetic city of the ambulance planning takes seconds to make; tests of that room switch it on.
        start.Environment["Rescue__Demo"] = "false";
        foreach (var setting in options.Where(option => !option.StartsWith('-') && option.Contains('=', StringComparison.Ordinal)))
        {
            var (name, value) = (setting[..setting.IndexOf('=', StringComparison.Ordinal)], setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            start.Environment[name] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await UntilReadyAsync();
    }

    /// <summary>SIGTERM, as a service manager stops it; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Signal(Terminate);
        await process!.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>SIGKILL: no word, no cleaning up.</summary>
    public async Task KillAsync()
    {
        Signal(Kill);
        await process!.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await StopAsync();
        process?.Dispose();
        port.Dispose();
        metricsPort.Dispose();
        Directory.Delete(DataFolder, recursive: true);
    }

    /// <summary>The program lies where another user cannot read it (a checkout in root's home): it gets a copy beside the data.</summary>
    private static string WithinReach(string user, string folder)
    {
        var home = Path.Combine(Path.GetDirectoryName(folder)!, "program");
        if (Command("setpriv", "--reuid=" + user, "--regid=nogroup", "--clear-groups", "test", "-r", Program) == 0)
            return Program;
        var release = Path.Combine(home, "artifacts", "bin", "Rathaus.Host", "release");
        Directory.CreateDirectory(Path.GetDirectoryName(release)!);
        foreach (var (from, to) in new[] { (Path.GetDirectoryName(Program)!, release), (Path.Combine(Checkout.Folder, "catalogue"), Path.Combine(home, "catalogue")) })
        {
            if (Command("cp", "-r", from, to) != 0)
                throw new InvalidOperationException($"{from} could not be copied");
        }

        return Path.Combine(release, "Rathaus.Host.dll");
    }

    private static int Command(string file, params string[] words)
    {
        using var run = Process.Start(file, words);
        run.WaitForExit();
        return run.ExitCode;
    }

    private static string Program =>
        Path.Combine(Checkout.Folder, "artifacts", "bin", "Rathaus.Host", "release", "Rathaus.Host.dll");

    private IEnumerable<string> Words()
    {
        if (user is not null)
        {
            yield return "--reuid=" + user;
            yield return "--regid=nogroup";
            yield return "--clear-groups";
            yield return "dotnet";
        }

        yield return program;
        yield return "run";
        yield return "--port";
        yield return Port.ToString(CultureInfo.InvariantCulture);
        yield return "--metrics-port";
        yield return MetricsPort.ToString(CultureInfo.InvariantCulture);
        yield return "--data";
        yield return DataFolder;
        foreach (var option in options.Where(option => option.StartsWith('-')))
            yield return option;
    }

    private async Task UntilReadyAsync()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(300))
        {
            if (process!.HasExited)
                throw new InvalidOperationException($"The host ended with {process.ExitCode}:\n{Log}");
            try
            {
                using var answer = await client.GetAsync(new Uri(Address + "/health/ready"));
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                Keep($"(not yet: {failure.GetType().Name})");
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"The host was not ready after 300 seconds:\n{Log}");
    }

    private void Signal(int signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill")
        {
            UseShellExecute = false,
            ArgumentList = { "-" + signal.ToString(CultureInfo.InvariantCulture), ProcessId.ToString(CultureInfo.InvariantCulture) },
        });
        kill!.WaitForExit();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (log)
            log.AppendLine(line);
    }
}
