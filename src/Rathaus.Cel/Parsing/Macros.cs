using Rathaus.Cel.Lexing;

namespace Rathaus.Cel.Parsing;

/// <summary>Calls that are syntax: they bind a name or look at the shape of an argument.</summary>
internal static class Macros
{
    /// <summary>The node a macro stands for, or null when the call is an ordinary one.</summary>
    public static Node? Expand(int position, string name, Node? target, IReadOnlyList<Node> arguments, CelSyntax syntax)
    {
        if (target is null)
            return name == "has" && arguments.Count == 1 ? Has(position, arguments[0]) : null;
        if (target is NameNode { Name: "cel" } && name == "bind" && arguments.Count == 3)
            return new BindNode(position, BindKind.Value, NameOf(arguments[0]), arguments[1], arguments[2]);
        if (target is NameNode { Name: "math" } && name is "greatest" or "least")
            return Extreme(position, name, arguments);
        if (!syntax.HasFlag(CelSyntax.Pairs) && IsPair(name, arguments.Count))
            return null;
        return (name, arguments.Count) switch
        {
            ("all", 2 or 3) => Over(ComprehensionKind.All, arguments.Count - 1, false),
            ("exists", 2 or 3) => Over(ComprehensionKind.Exists, arguments.Count - 1, false),
            ("exists_one" or "existsOne", 2 or 3) => Over(ComprehensionKind.ExistsOne, arguments.Count - 1, false),
            ("filter", 2) => Over(ComprehensionKind.Filter, 1, false),
            ("map", 2) => Over(ComprehensionKind.Map, 1, false),
            ("map", 3) => Over(ComprehensionKind.Map, 1, true),
            ("transformList", 3 or 4) => Over(ComprehensionKind.Map, 2, arguments.Count == 4),
            ("transformMap", 3 or 4) => Over(ComprehensionKind.TransformMap, 2, arguments.Count == 4),
            ("transformMapEntry", 3 or 4) => Over(ComprehensionKind.TransformMapEntry, 2, arguments.Count == 4),
            ("sortBy", 2) => SortBy(position, target, NameOf(arguments[0]), arguments[1]),
            ("optMap", 2) => new BindNode(position, BindKind.OptMap, NameOf(arguments[0]), target, arguments[1]),
            ("optFlatMap", 2) => new BindNode(position, BindKind.OptFlatMap, NameOf(arguments[0]), target, arguments[1]),
            _ => null,
        };

        ComprehensionNode Over(ComprehensionKind kind, int names, bool filtered)
        {
            var variables = arguments.Take(names).Select(NameOf).ToList();
            if (names == 2 && variables[0] == variables[1])
                throw new SourceFaultException(arguments[1].Position, "the two names of a comprehension are the same",
                    "two different names");
            return new ComprehensionNode(position, kind, target, variables, filtered ? arguments[names] : null, arguments[^1]);
        }
    }

    private static bool IsPair(string name, int count) => name.StartsWith("transform", StringComparison.Ordinal) ||
        name is "all" or "exists" or "exists_one" or "existsOne" && count == 3;

    /// <summary>The list bound once, then sorted beside the list of its keys.</summary>
    private static BindNode SortBy(int position, Node target, string name, Node key)
    {
        const string List = "@list";
        return new BindNode(position, BindKind.Value, List, target, new CallNode(position, Library.Sets.SortByKeys, new NameNode(position, List),
            [new ComprehensionNode(position, ComprehensionKind.Map, new NameNode(position, List), [name], null, key)]));
    }

    private static SelectNode Has(int position, Node argument) => argument is SelectNode select
        ? new SelectNode(select.Position, select.Operand, select.Field, select.Optional) { Test = true }
        : throw new SourceFaultException(position, "has() asks for a field", "has(value.field)");

    private static string NameOf(Node node) => node switch
    {
        NameNode { Name: ['.', ..] or "__result__" or "@result" } => throw new SourceFaultException(node.Position,
            "this name cannot be bound", "another simple name"),
        NameNode name => name.Name,
        _ => throw new SourceFaultException(node.Position, "the argument must be a simple name", "a simple name"),
    };

    /// <summary><c>math.greatest(a, b, …)</c>: any number of arguments become one list, one or two go as they are.</summary>
    private static CallNode Extreme(int position, string name, IReadOnlyList<Node> arguments)
    {
        if (arguments.Count == 0)
            throw new SourceFaultException(position, $"math.{name}() requires at least one argument", "numbers or a list of them");
        foreach (var argument in arguments)
        {
            if (argument is LiteralNode { Value.IsNumber: false } or MapNode || argument is ListNode && arguments.Count > 1)
                throw new SourceFaultException(argument.Position, $"math.{name}() invalid argument", "numbers or a list of them");
        }

        return new CallNode(position, $"math.@{(name == "greatest" ? "max" : "min")}", null, arguments.Count <= 2
            ? arguments
            : [new ListNode(position, [.. arguments.Select(argument => new ListItem(argument, false))])]);
    }
}
