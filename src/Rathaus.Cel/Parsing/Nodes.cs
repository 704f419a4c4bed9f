namespace Rathaus.Cel.Parsing;

/// <summary>A node of the syntax tree. The checker writes type and resolution into it; a tree serves one compilation.</summary>
internal abstract class Node(int position)
{
    public int Position { get; } = position;

    public CelType Type { get; set; } = CelType.Dyn;

    /// <summary>Nodes on the longest way down, this one included.</summary>
    public int Depth { get; protected init; } = 1;

    protected static int Below(IEnumerable<Node> children) => 1 + children.Select(child => child.Depth).DefaultIfEmpty().Max();
}

/// <param name="decimalText">The number as written when it has a point: the checker may read it as a decimal.</param>
internal sealed class LiteralNode(int position, CelValue value, string? decimalText = null) : Node(position)
{
    public CelValue Value { get; set; } = value;

    public string? DecimalText { get; } = decimalText;
}

/// <summary>What a name turned out to mean.</summary>
internal enum NameMeaning
{
    Unknown,
    Variable,
    Local,
    Constant,
}

/// <summary>A name, or a field path that turned out to be one name.</summary>
internal readonly record struct Resolution(NameMeaning Meaning, int Slot, CelValue Constant, string Name);

internal sealed class NameNode(int position, string name) : Node(position)
{
    /// <summary>With a leading dot when written so.</summary>
    public string Name { get; } = name;

    public Resolution Resolution { get; set; }
}

internal sealed class SelectNode : Node
{
    public SelectNode(int position, Node operand, string field, bool optional = false)
        : base(position)
    {
        Operand = operand;
        Field = field;
        Optional = optional;
        Depth = operand.Depth + 1;
    }

    public Node Operand { get; }

    public string Field { get; }

    /// <summary>Written <c>a.?b</c>.</summary>
    public bool Optional { get; }

    /// <summary>Inside <c>has()</c>.</summary>
    public bool Test { get; init; }

    /// <summary>Set when the whole path is the name of a variable.</summary>
    public Resolution Resolution { get; set; }
}

/// <summary>A function or operator (<c>_+_</c>, <c>_[_]</c>, <c>!_</c> …).</summary>
internal sealed class CallNode : Node
{
    public CallNode(int position, string function, Node? target, IReadOnlyList<Node> arguments)
        : base(position)
    {
        Function = function;
        Target = target;
        Arguments = arguments;
        Depth = Below(target is null ? arguments : arguments.Append(target));
    }

    public string Function { get; set; }

    /// <summary>What stands before the dot; the checker clears it when it was a namespace.</summary>
    public Node? Target { get; set; }

    public IReadOnlyList<Node> Arguments { get; }

    /// <summary>Overloads that fit the checked types, in order.</summary>
    public IReadOnlyList<CelOverload> Candidates { get; set; } = [];

    public IReadOnlyList<Node> Operands => Target is null ? Arguments : [Target, .. Arguments];
}

internal sealed class LogicNode : Node
{
    public LogicNode(int position, bool and, IReadOnlyList<Node> terms)
        : base(position)
    {
        And = and;
        Terms = terms;
        Depth = Below(terms);
    }

    public bool And { get; }

    public IReadOnlyList<Node> Terms { get; }
}

internal sealed class ConditionalNode : Node
{
    public ConditionalNode(int position, Node condition, Node then, Node otherwise)
        : base(position)
    {
        Condition = condition;
        Then = then;
        Otherwise = otherwise;
        Depth = Below([condition, then, otherwise]);
    }

    public Node Condition { get; }

    public Node Then { get; }

    public Node Otherwise { get; }
}

internal readonly record struct ListItem(Node Value, bool Optional);

internal sealed class ListNode : Node
{
    public ListNode(int position, IReadOnlyList<ListItem> items)
        : base(position)
    {
        Items = items;
        Depth = Below(items.Select(item => item.Value));
    }

    public IReadOnlyList<ListItem> Items { get; }
}

internal readonly record struct MapItem(Node Key, Node Value, bool Optional);

internal sealed class MapNode : Node
{
    public MapNode(int position, IReadOnlyList<MapItem> items)
        : base(position)
    {
        Items = items;
        Depth = Below(items.SelectMany(item => new[] { item.Key, item.Value }));
    }

    public IReadOnlyList<MapItem> Items { get; }
}

/// <summary><c>Name{field: value}</c>.</summary>
internal sealed class StructNode : Node
{
    public StructNode(int position, string name, IReadOnlyList<MapItem> items)
        : base(position)
    {
        Name = name;
        Items = items;
        Depth = Below(items.Select(item => item.Value));
    }

    public string Name { get; }

    public IReadOnlyList<MapItem> Items { get; }
}

internal enum ComprehensionKind
{
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    TransformMap,
    TransformMapEntry,
}

/// <summary>A macro over a list or map, kept whole instead of being expanded: checked and run more directly.</summary>
internal sealed class ComprehensionNode : Node
{
    public ComprehensionNode(int position, ComprehensionKind kind, Node range, IReadOnlyList<string> variables,
        Node? filter, Node body)
        : base(position)
    {
        Kind = kind;
        Range = range;
        Variables = variables;
        Filter = filter;
        Body = body;
        Depth = Below(filter is null ? [range, body] : [range, filter, body]);
    }

    public ComprehensionKind Kind { get; }

    public Node Range { get; }

    /// <summary>One name (element or key) or two (index and element, or key and value).</summary>
    public IReadOnlyList<string> Variables { get; }

    public Node? Filter { get; }

    public Node Body { get; }

    /// <summary>First of the slots for the variables.</summary>
    public int Slot { get; set; }
}

internal enum BindKind
{
    /// <summary><c>cel.bind(name, value, body)</c>.</summary>
    Value,

    /// <summary><c>value.optMap(name, body)</c>.</summary>
    OptMap,

    /// <summary><c>value.optFlatMap(name, body)</c>.</summary>
    OptFlatMap,
}

internal sealed class BindNode : Node
{
    public BindNode(int position, BindKind kind, string name, Node value, Node body)
        : base(position)
    {
        Kind = kind;
        Name = name;
        Value = value;
        Body = body;
        Depth = Below([value, body]);
    }

    public BindKind Kind { get; }

    public string Name { get; }

    public Node Value { get; }

    public Node Body { get; }

    public int Slot { get; set; }
}
