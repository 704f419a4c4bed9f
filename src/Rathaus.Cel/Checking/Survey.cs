using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Checking;

/// <summary>What a checked tree reads and calls, and an upper bound of what it costs.</summary>
internal sealed class Survey(int assumedSize)
{
    private const long Most = long.MaxValue / 4;

    private readonly SortedSet<string> variables = new(StringComparer.Ordinal);
    private readonly SortedSet<string> functions = new(StringComparer.Ordinal);
    private readonly SortedSet<string> references = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Variables => [.. variables];

    public IReadOnlyList<string> Functions => [.. functions];

    public IReadOnlyList<string> References => [.. references];

    public long Visit(Node node)
    {
        switch (node)
        {
            case NameNode name:
                Read(name.Resolution, "");
                return 1;
            case SelectNode select:
                return Select(select);
            case CallNode call:
                if (char.IsAsciiLetter(call.Function[0]))
                    functions.Add(call.Function);
                return Sum(call.Operands) + call.Candidates.Select(overload => overload.Cost).DefaultIfEmpty(1).Max();
            case LogicNode logic:
                return Sum(logic.Terms) + 1;
            case ConditionalNode conditional:
                return Visit(conditional.Condition) + Math.Max(Visit(conditional.Then), Visit(conditional.Otherwise));
            case ListNode list:
                return Sum(list.Items.Select(item => item.Value)) + 1;
            case MapNode map:
                return Sum(map.Items.SelectMany(item => new[] { item.Key, item.Value })) + 1;
            case StructNode built:
                return Sum(built.Items.Select(item => item.Value)) + 1;
            case ComprehensionNode comprehension:
                var round = Visit(comprehension.Body) + (comprehension.Filter is null ? 0 : Visit(comprehension.Filter)) + 1;
                return Math.Min(Most, Visit(comprehension.Range) + Times(round, SizeOf(comprehension.Range)));
            case BindNode bind:
                return Sum([bind.Value, bind.Body]) + 1;
            default:
                return 1;
        }
    }

    private long Select(SelectNode select)
    {
        if (select.Resolution.Meaning != NameMeaning.Unknown)
        {
            Read(select.Resolution, "");
            return 1;
        }

        // The longest path is the reference; what lies on the way to it is not named again.
        var path = "";
        Node node = select;
        while (node is SelectNode { Resolution.Meaning: NameMeaning.Unknown } step)
        {
            path = $".{step.Field}{path}";
            node = step.Operand;
        }

        switch (node)
        {
            case NameNode name:
                Read(name.Resolution, path);
                return select.Depth;
            case SelectNode named:
                Read(named.Resolution, path);
                return select.Depth;
            default:
                return Visit(node) + 1;
        }
    }

    private void Read(Resolution resolution, string path)
    {
        if (resolution.Meaning != NameMeaning.Variable)
            return;
        variables.Add(resolution.Name);
        references.Add(resolution.Name + path);
    }

    private long Sum(IEnumerable<Node> nodes) => nodes.Aggregate(0L, (sum, node) => Math.Min(Most, sum + Visit(node)));

    private static long Times(long cost, long count) => cost > Most / Math.Max(1, count) ? Most : cost * count;

    private long SizeOf(Node node) => node switch
    {
        ListNode list => list.Items.Count,
        MapNode map => map.Items.Count,
        ComprehensionNode { Kind: ComprehensionKind.TransformMapEntry } comprehension => Times(SizeOf(comprehension.Range), SizeOf(comprehension.Body)),
        ComprehensionNode comprehension => SizeOf(comprehension.Range),
        _ => assumedSize,
    };
}
