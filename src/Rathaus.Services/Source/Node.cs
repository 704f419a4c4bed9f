namespace Rathaus.Services.Source;

/// <summary>A piece of a text file with the place it stands at.</summary>
internal abstract class Node(string file, int line)
{
    /// <summary>Path below the catalogue folder, with slashes.</summary>
    public string File { get; } = file;

    /// <summary>From 1; 0 for what was stored and reloaded.</summary>
    public int Line { get; } = line;

    public abstract string Kind { get; }
}

/// <summary>A scalar as written. Only plain <c>null</c>, <c>~</c> and nothing at all are null.</summary>
internal sealed class ScalarNode(string file, int line, string? text) : Node(file, line)
{
    public string? Text { get; } = text;

    public override string Kind => "a single value";
}

internal sealed class ListNode(string file, int line, IReadOnlyList<Node> items) : Node(file, line)
{
    public IReadOnlyList<Node> Items { get; } = items;

    public override string Kind => "a list";
}

internal sealed class MapNode(string file, int line, IReadOnlyList<MapEntry> entries) : Node(file, line)
{
    // A catalogue has hundred thousands of small maps: a dictionary for each would weigh more than what it holds.
    private const int SearchedInOrder = 8;

    private readonly Dictionary<string, MapEntry>? byKey =
        entries.Count > SearchedInOrder ? entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal) : null;

    public IReadOnlyList<MapEntry> Entries { get; } = entries;

    public override string Kind => "a map";

    public MapEntry? Find(string key)
    {
        if (byKey is not null)
            return byKey.GetValueOrDefault(key);
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry;
        }

        return null;
    }

    public Node? Value(string key) => Find(key)?.Value;

    /// <summary>This map with the entries of <paramref name="own"/> put over it.</summary>
    public MapNode With(MapNode own, params IReadOnlyCollection<string> except)
    {
        var merged = Entries.Where(entry => own.Find(entry.Key) is null && !except.Contains(entry.Key)).ToList();
        merged.AddRange(own.Entries.Where(entry => !except.Contains(entry.Key)));
        return new MapNode(own.File, own.Line, merged);
    }
}

internal sealed record MapEntry(string Key, int Line, Node Value);

/// <summary>What is wrong in a file. A warning does not stop.</summary>
internal sealed record SourceFault(string File, int Line, string Message, bool Warning = false)
{
    /// <summary>What it is about, such as <c>parameter:betrag</c>, or null.</summary>
    public string? About { get; init; }

    public override string ToString() => $"{File}:{Line}: {(Warning ? "warning: " : "")}{Message}";
}

/// <summary>Collects faults; nobody stops at the first.</summary>
internal sealed class FaultList
{
    private readonly List<SourceFault> faults = [];
    private readonly HashSet<SourceFault> seen = [];

    public IReadOnlyList<SourceFault> All => faults;

    public int Errors { get; private set; }

    public void Add(Node at, string message) => Add(new SourceFault(at.File, at.Line, message));

    public void Add(string file, int line, string message) => Add(new SourceFault(file, line, message));

    public void Warn(string file, int line, string message) => Add(new SourceFault(file, line, message, Warning: true));

    public void Add(SourceFault fault)
    {
        if (!seen.Add(fault))
            return;
        faults.Add(fault);
        if (!fault.Warning)
            Errors++;
    }

    public void AddRange(IEnumerable<SourceFault> more)
    {
        foreach (var fault in more)
            Add(fault);
    }
}
