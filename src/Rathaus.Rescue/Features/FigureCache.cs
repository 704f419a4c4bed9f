using System.Collections.Concurrent;

namespace Rathaus.Rescue.Features;

/// <summary>Figures that take a moment, kept as long as area and imports are the same.</summary>
internal sealed class FigureCache
{
    private const int MostKept = 128;

    private readonly ConcurrentDictionary<string, Task<object>> kept = new(StringComparer.Ordinal);

    /// <param name="key">Names town, area, last import and question.</param>
    public async Task<T> OfAsync<T>(string key, Func<Task<T>> make)
        where T : class
    {
        if (kept.Count >= MostKept)
            kept.Clear();
        var task = kept.GetOrAdd(key, static (_, make) => MakeAsync(make), make);
        try
        {
            return (T)await task;
        }
        catch
        {
            // A reader who went away, or a database that was: the next one asks again.
            kept.TryRemove(new KeyValuePair<string, Task<object>>(key, task));
            throw;
        }

        static async Task<object> MakeAsync(Func<Task<T>> make) => await make();
    }
}
