namespace Rathaus.Kernel.Data;

/// <summary>
/// Numbers per town (case numbers): blocks are reserved in one statement of their own, so that submissions never wait for
/// each other; gaps are allowed, repeats are not. Singleton.
/// </summary>
public sealed class TownCounter(TownDatabase database)
{
    private const int BlockSize = 64;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(short Town, string Name), Block> blocks = new();

    /// <summary>The next <paramref name="count"/> numbers of <paramref name="name"/>, for example <c>case-2026</c>; they start at 1.</summary>
    public async Task<IReadOnlyList<long>> TakeAsync(short municipality, string name, int count, CancellationToken ct)
    {
        var block = blocks.GetOrAdd((municipality, name), static _ => new Block());
        await block.Gate.WaitAsync(ct);
        try
        {
            var numbers = new List<long>(count);
            while (numbers.Count < count)
            {
                if (block.Next == block.End)
                    await RefillAsync(block, municipality, name, Math.Max(BlockSize, count - numbers.Count), ct);
                numbers.Add(block.Next++);
            }

            return numbers;
        }
        finally
        {
            block.Gate.Release();
        }
    }

    private async Task RefillAsync(Block block, short municipality, string name, int size, CancellationToken ct)
    {
        var last = await database.For(municipality).QuerySingleAsync<long>(
            """
            insert into kernel.town_counter (municipality, name, value)
            values (@Town, @name, @size)
            on conflict (municipality, name) do update set value = kernel.town_counter.value + excluded.value
            returning value
            """,
            new { name, size = (long)size }, ct);
        block.Next = last - size + 1;
        block.End = last + 1;
    }

    private sealed class Block
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public long Next { get; set; }

        public long End { get; set; }
    }
}
