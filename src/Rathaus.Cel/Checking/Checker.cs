using System.Globalization;
using Rathaus.Cel.Lexing;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Checking;

/// <summary>
/// Gives every node its type, every name its meaning and every call the overloads that fit. Lenient, it records no
/// faults: what does not fit fails when it is evaluated.
/// </summary>
internal sealed partial class Checker(CelEnvironment environment, string source, bool decimalLiterals, bool lenient)
{
    private const int MostFaults = 20;

    private readonly Inference inference = new();
    private readonly Names names = new(environment);
    private readonly List<(Node Node, CelType Type)> typed = [];

    public List<CelFault> Faults { get; } = [];

    /// <summary>Slots that comprehensions and bindings need.</summary>
    public int Locals { get; private set; }

    public void Check(Node root, CelType? expected)
    {
        var type = Visit(root);
        if (expected is not null && !inference.Assign(expected, type) &&
            !(expected.Kind == CelKind.Decimal && inference.Resolve(type).Kind == CelKind.Int))
            Fault(root.Position, $"the expression is {inference.Resolve(type, final: true)}", expected.ToString());
        foreach (var (node, open) in typed)
            node.Type = inference.Resolve(open, final: true);
    }

    private void Fault(int position, string message, string? expected = null)
    {
        if (!lenient && Faults.Count < MostFaults)
            Faults.Add(SourceText.Fault(source, position, message, expected));
    }

    private CelType Visit(Node node)
    {
        var type = node switch
        {
            LiteralNode literal => Literal(literal),
            NameNode name => Name(name),
            SelectNode select => Select(select),
            CallNode call => Call(call),
            LogicNode logic => Logic(logic),
            ConditionalNode conditional => Conditional(conditional),
            ListNode list => List(list),
            MapNode map => Map(map),
            StructNode built => Struct(built),
            ComprehensionNode comprehension => Comprehension(comprehension),
            BindNode bind => Bind(bind),
            _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}"),
        };
        typed.Add((node, type));
        return type;
    }

    private CelType Literal(LiteralNode literal)
    {
        if (decimalLiterals && literal.DecimalText is { } text)
        {
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                literal.Value = CelValue.Of(number);
            else
                Fault(literal.Position, "the number is too large for a decimal", "at most 28 digits");
        }

        return TypeNames.Of(literal.Value.Kind);
    }

    private CelType Name(NameNode node)
    {
        node.Resolution = names.Find(node.Name, out var type);
        if (node.Resolution.Meaning == NameMeaning.Unknown)
            Undeclared(node.Position, node.Name);
        return type;
    }

    private void Undeclared(int position, string name) =>
        Fault(position, $"undeclared reference to '{name}'", names.Similar(name));

    private CelType Select(SelectNode select)
    {
        // The longest path that names a variable wins, unless its first part is bound inside the expression.
        if (!select.Test && !select.Optional && Parser.PathOf(select) is { } path && !names.StartsLocal(path))
        {
            var found = names.Find(path, out var type);
            if (found.Meaning != NameMeaning.Unknown)
            {
                select.Resolution = found;
                return type;
            }
        }

        var operand = inference.Resolve(Visit(select.Operand));
        var wrapped = operand.Kind == CelKind.Optional;
        var target = wrapped ? inference.Resolve(operand.Parameters[0]) : operand;
        var result = FieldType(select, target);
        if (select.Test)
            return CelType.Bool;
        return (wrapped || select.Optional) && result.Kind != CelKind.Optional ? CelType.Optional(result) : result;
    }

    private CelType FieldType(SelectNode select, CelType target)
    {
        switch (target.Kind)
        {
            case CelKind.Map:
                return target.Parameters[1];
            case CelKind.Record when target.Fields.TryGetValue(select.Field, out var known):
                return known;
            case CelKind.Record:
                Fault(select.Position, $"undefined field '{select.Field}' of {target.Name}",
                    Names.Closest(select.Field, target.Fields.Keys));
                return CelType.Dyn;
            case CelKind.Parameter:
                inference.Assign(CelType.Dyn, target);
                return CelType.Dyn;
            case CelKind.Dyn:
                return CelType.Dyn;
            default:
                Fault(select.Position, $"type '{target}' does not support field selection", "a map or record");
                return CelType.Dyn;
        }
    }

    private CelType Logic(LogicNode logic)
    {
        foreach (var term in logic.Terms)
            Bool(term);
        return CelType.Bool;
    }

    private void Bool(Node node)
    {
        var type = Visit(node);
        if (!inference.Assign(CelType.Bool, type))
            Fault(node.Position, $"expected type 'bool' but found '{inference.Resolve(type, final: true)}'");
    }

    private CelType Conditional(ConditionalNode node)
    {
        Bool(node.Condition);
        var then = Visit(node.Then);
        var otherwise = Visit(node.Otherwise);
        var joined = inference.Join(then, otherwise);
        if (joined.IsDyn && !inference.Resolve(then).IsDyn && !inference.Resolve(otherwise).IsDyn)
            Fault(node.Position, $"the branches differ: '{inference.Resolve(then, true)}' and '{inference.Resolve(otherwise, true)}'", "one type");
        return joined;
    }

    private CelType List(ListNode list)
    {
        CelType? joined = null;
        foreach (var item in list.Items)
            joined = inference.Join(joined, item.Optional ? OptionalItem(item.Value) : Visit(item.Value));
        return CelType.List(joined ?? inference.NewVariable());
    }

    private CelType Map(MapNode map)
    {
        CelType? key = null;
        CelType? value = null;
        foreach (var item in map.Items)
        {
            key = inference.Join(key, Visit(item.Key));
            value = inference.Join(value, item.Optional ? OptionalItem(item.Value) : Visit(item.Value));
        }

        return CelType.Map(key ?? inference.NewVariable(), value ?? inference.NewVariable());
    }

    private CelType OptionalItem(Node node)
    {
        var type = inference.Resolve(Visit(node));
        if (type.Kind == CelKind.Optional)
            return type.Parameters[0];
        if (!type.IsDyn && type.Kind != CelKind.Parameter)
            Fault(node.Position, $"expected type 'optional_type' but found '{inference.Resolve(type, final: true)}'");
        return CelType.Dyn;
    }

    private CelType Struct(StructNode built)
    {
        foreach (var item in built.Items)
            Visit(item.Value);
        if (!TypeNames.IsWrapper(built.Name))
            Fault(built.Position, $"undeclared reference to '{built.Name}'");
        else if (built.Items.FirstOrDefault(item => ((LiteralNode)item.Key).Value.AsString != "value") is { Key: not null } other)
            Fault(other.Key.Position, $"undefined field '{((LiteralNode)other.Key).Value.AsString}'", "value");
        return CelType.Dyn;
    }

    private CelType Comprehension(ComprehensionNode node)
    {
        var range = inference.Resolve(Visit(node.Range));
        var (first, second) = ElementTypes(node, range);
        node.Slot = Locals;
        Locals += node.Variables.Count;
        IReadOnlyList<CelType> types = node.Variables.Count == 2 ? [first, second] : [range.Kind == CelKind.List ? second : first];
        for (var i = 0; i < node.Variables.Count; i++)
            names.Push(node.Variables[i], node.Slot + i, types[i]);
        if (node.Filter is not null)
            Bool(node.Filter);
        var result = Body(node, first, types[^1]);
        names.Pop(node.Variables.Count);
        return result;
    }

    private (CelType First, CelType Second) ElementTypes(ComprehensionNode node, CelType range)
    {
        switch (range.Kind)
        {
            case CelKind.List:
                return (CelType.Int, range.Parameters[0]);
            case CelKind.Map:
                return (range.Parameters[0], range.Parameters[1]);
            case CelKind.Record:
                return (CelType.String, CelType.Dyn);
            case CelKind.Dyn or CelKind.Parameter:
                inference.Assign(CelType.Dyn, range);
                return (CelType.Dyn, CelType.Dyn);
            default:
                Fault(node.Range.Position, $"expression of type '{range}' cannot be range of a comprehension",
                    "a list, a map, or dynamic");
                return (CelType.Dyn, CelType.Dyn);
        }
    }

    private CelType Body(ComprehensionNode node, CelType key, CelType element)
    {
        switch (node.Kind)
        {
            case ComprehensionKind.Filter:
                Bool(node.Body);
                return CelType.List(element);
            case ComprehensionKind.Map:
                return CelType.List(Visit(node.Body));
            case ComprehensionKind.TransformMap:
                return CelType.Map(key, Visit(node.Body));
            case ComprehensionKind.TransformMapEntry:
                var entry = inference.Resolve(Visit(node.Body));
                if (entry.Kind == CelKind.Map)
                    return entry;
                if (!entry.IsDyn && entry.Kind != CelKind.Parameter)
                    Fault(node.Body.Position, $"expected type 'map' but found '{inference.Resolve(entry, final: true)}'");
                return CelType.Map(CelType.Dyn, CelType.Dyn);
            default:
                Bool(node.Body);
                return CelType.Bool;
        }
    }

    private CelType Bind(BindNode node)
    {
        var value = inference.Resolve(Visit(node.Value));
        if (node.Kind != BindKind.Value)
        {
            if (value.Kind != CelKind.Optional && !value.IsDyn && value.Kind != CelKind.Parameter)
                Fault(node.Value.Position, $"expected type 'optional_type' but found '{inference.Resolve(value, final: true)}'");
            value = value.Kind == CelKind.Optional ? value.Parameters[0] : CelType.Dyn;
        }

        node.Slot = Locals++;
        names.Push(node.Name, node.Slot, value);
        var body = Visit(node.Body);
        names.Pop(1);
        switch (node.Kind)
        {
            case BindKind.OptMap:
                return CelType.Optional(body);
            case BindKind.OptFlatMap:
                if (!inference.Assign(CelType.Optional(inference.NewVariable()), body))
                    Fault(node.Body.Position, $"expected type 'optional_type' but found '{inference.Resolve(body, final: true)}'");
                return body;
            default:
                return body;
        }
    }
}
