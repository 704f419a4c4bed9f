using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Jobs;

internal sealed class JobsCommand(IServiceProvider services) : ICommand
{
    public string Name => "jobs";

    public string Summary => "background work: counts, dead jobs, put them back";

    public string Usage =>
        """
        ./rathaus jobs list                 counts by kind, then the dead jobs as TOWN/ID
        ./rathaus jobs show TOWN/ID         one dead job
        ./rathaus jobs retry TOWN/ID|all    puts dead jobs back with all their tries
        """;

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        Func<IJobDesk, Task<int>> run = line.Arguments switch
        {
            ["list"] => desk => ListAsync(desk, line.Out, ct),
            ["show", var which] when TryParse(which, out var town, out var id) => desk => ShowAsync(desk, town, id, line, ct),
            ["retry", "all"] => desk => RetryAllAsync(desk, line.Out, ct),
            ["retry", var which] when TryParse(which, out var town, out var id) => desk => RetryAsync(desk, town, id, line, ct),
            _ => throw new CommandLineException("takes list, show TOWN/ID, or retry TOWN/ID|all"),
        };
        await services.GetRequiredService<DatabaseDoor>().OpenAsync(DatabaseUse.Command, ct);
        return await run(services.GetRequiredService<IJobDesk>());
    }

    private static async Task<int> ListAsync(IJobDesk desk, TextWriter output, CancellationToken ct)
    {
        await output.WriteLineAsync("kind                             ready   running      dead     later  oldest");
        foreach (var count in await desk.CountsAsync(ct))
        {
            var oldest = count.Oldest?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{count.Kind,-30} {count.Ready,7} {count.Leased,9} {count.Dead,9} {count.Later,9}  {oldest}"));
        }

        foreach (var job in await desk.DeadAsync(null, ct))
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"dead {job.Municipality}/{job.Id} {job.Kind} {job.LastErrorCode} {job.DiedAt:yyyy-MM-dd HH:mm:ss}"));
        return 0;
    }

    private static async Task<int> ShowAsync(IJobDesk desk, short town, long id, CommandLine line, CancellationToken ct)
    {
        var job = (await desk.DeadAsync(town, ct)).FirstOrDefault(job => job.Id == id);
        if (job is null)
            return await NoneAsync(line);
        await line.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"""
            job       {job.Municipality}/{job.Id}
            kind      {job.Kind}
            payload   {job.Payload}
            tries     {job.Attempts}
            error     {job.LastErrorCode}
            created   {job.CreatedAt:O}
            died      {job.DiedAt:O}
            """));
        return 0;
    }

    private static async Task<int> RetryAsync(IJobDesk desk, short town, long id, CommandLine line, CancellationToken ct)
    {
        if (!await desk.RetryAsync(town, id, ct))
            return await NoneAsync(line);
        await line.Out.WriteLineAsync("put back");
        return 0;
    }

    private static async Task<int> RetryAllAsync(IJobDesk desk, TextWriter output, CancellationToken ct)
    {
        var count = 0;
        foreach (var job in await desk.DeadAsync(null, ct))
        {
            if (await desk.RetryAsync(job.Municipality, job.Id, ct))
                count++;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} put back"));
        return 0;
    }

    private static async Task<int> NoneAsync(CommandLine line)
    {
        await line.Error.WriteLineAsync("there is no such dead job");
        return 2;
    }

    private static bool TryParse(string text, out short town, out long id)
    {
        id = 0;
        town = 0;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && short.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out town) && town > 0
            && long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }
}
