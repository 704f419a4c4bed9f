using Rathaus.Cel.Checking;
using Rathaus.Cel.Lexing;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Compiling;

/// <summary>Turns a checked tree into closures, folding what is constant on the way.</summary>
/// <param name="branches">Gets the parts evaluated in some cases only, or null: nobody wants to know.</param>
internal sealed partial class Compiler(CelLimits limits, string source = "", List<CelBranch>? branches = null)
{
    public Code Compile(Node node) => node switch
    {
        LiteralNode literal => Code.Of(literal.Value),
        NameNode name => Name(name.Resolution),
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

    /// <summary>Compiled for a place of the wanted type: an int becomes a decimal where one is wanted.</summary>
    public Code CompileFor(Node node, CelType wanted)
    {
        var code = Compile(node);
        if (wanted.Kind != CelKind.Decimal || node.Type.Kind == CelKind.Decimal)
            return code;
        var run = code.Run;
        return Folded(frame =>
        {
            var value = run(frame);
            return value.Kind == CelKind.Int ? CelValue.Of(value.AsDecimal) : value;
        }, code);
    }

    private static Code Name(Resolution resolution)
    {
        var slot = resolution.Slot;
        switch (resolution.Meaning)
        {
            case NameMeaning.Local:
                return new Run(frame => frame.Locals[slot]);
            case NameMeaning.Constant:
                return Code.Of(resolution.Constant);
            case NameMeaning.Variable:
                var missing = CelValue.Error($"no value for '{resolution.Name}'");
                return new Run(frame =>
                {
                    ref readonly var value = ref frame.Slots[slot];
                    return value.Kind == CelKind.Unset ? missing : value;
                });
            default:
                var unknown = CelValue.Error($"undeclared reference to '{resolution.Name}'");
                return new Run(_ => unknown);
        }
    }

    /// <summary>Protobuf's boxes of one value are that value; there are no other messages.</summary>
    private Code Struct(StructNode built)
    {
        if (!TypeNames.IsWrapper(built.Name))
        {
            var unknown = CelValue.Error($"undeclared reference to '{built.Name}'");
            return new Run(_ => unknown);
        }

        return built.Items.Count == 0 ? Code.Of(TypeNames.EmptyWrapper(built.Name)) : Compile(built.Items[0].Value);
    }

    private Code Select(SelectNode select)
    {
        if (select.Resolution.Meaning != NameMeaning.Unknown)
            return Name(select.Resolution);
        var operand = Compile(select.Operand);
        var run = operand.Run;
        var field = select.Field;
        if (select.Test)
            return Folded(frame => Access.Has(run(frame), field), operand);
        if (select.Optional)
            return Folded(frame => Access.Field(run(frame), field, optional: true), operand);
        if (select.Type.Kind == CelKind.Optional && select.Operand.Type.Kind == CelKind.Record)
            return new Run(frame => Access.OptionalField(run(frame), field));
        return Folded(frame =>
        {
            var value = run(frame);
            return value.Kind == CelKind.Map && value.AsMap.TryGet(field, out var found)
                ? found
                : Access.Field(value, field, optional: false);
        }, operand);
    }

    private Code Logic(LogicNode logic)
    {
        var codes = logic.Terms.Select((term, i) => i == 0 ? Compile(term) : Noted(Compile(term), term, logic.And ? "&&" : "||")).ToArray();
        var terms = Array.ConvertAll(codes, code => code.Run);
        var decisive = CelValue.Of(!logic.And);
        var otherwise = CelValue.Of(logic.And);
        var name = logic.And ? "_&&_" : "_||_";
        return Folded(frame =>
        {
            var error = default(CelValue);
            foreach (var term in terms)
            {
                var value = term(frame);
                if (value.Kind == CelKind.Bool)
                {
                    if (value.Raw == decisive.Raw)
                        return decisive;
                }
                else if (error.Kind == CelKind.Unset)
                {
                    error = value.IsError ? value : Access.NoOverload(name, [value]);
                }
            }

            return error.Kind == CelKind.Unset ? otherwise : error;
        }, codes);
    }

    private Code Conditional(ConditionalNode node)
    {
        var condition = Compile(node.Condition);
        var then = Noted(CompileFor(node.Then, node.Type), node.Then, "?");
        var otherwise = Noted(CompileFor(node.Otherwise, node.Type), node.Otherwise, ":");
        if (condition.Constant is { Kind: CelKind.Bool } known)
            return known.AsBool ? then : otherwise;
        var (test, yes, no) = (condition.Run, then.Run, otherwise.Run);
        return new Run(frame =>
        {
            var value = test(frame);
            if (value.Kind == CelKind.Bool)
                return value.Raw != 0 ? yes(frame) : no(frame);
            return value.IsError ? value : Access.NoOverload("_?_:_", [value]);
        });
    }

    private Code List(ListNode node)
    {
        var wanted = node.Type.Kind == CelKind.List ? node.Type.Parameters[0] : CelType.Dyn;
        var codes = node.Items.Select(item => item.Optional ? Compile(item.Value) : CompileFor(item.Value, wanted)).ToArray();
        var items = Array.ConvertAll(codes, code => code.Run);
        if (node.Items.Any(item => item.Optional))
            return OptionalList(node, items);
        return Folded(frame =>
        {
            if (!frame.Spend(items.Length + 1))
                return frame.ExhaustedError;
            var values = new CelValue[items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                values[i] = items[i](frame);
                if (values[i].IsError)
                    return values[i];
            }

            return frame.Bounded(CelValue.List((IReadOnlyList<CelValue>)values));
        }, codes);
    }

    private static Code OptionalList(ListNode node, Run[] items)
    {
        var optional = node.Items.Select(item => item.Optional).ToArray();
        return new Run(frame =>
        {
            if (!frame.Spend(items.Length + 1))
                return frame.ExhaustedError;
            var values = new List<CelValue>(items.Length);
            for (var i = 0; i < items.Length; i++)
            {
                var value = items[i](frame);
                if (value.IsError)
                    return value;
                if (!optional[i])
                    values.Add(value);
                else if (value.Kind != CelKind.Optional)
                    return CelValue.Error("cannot initialise an optional list element from a value that is no optional");
                else if (value.HasValue)
                    values.Add(value.OptionalValue);
            }

            return frame.Bounded(CelValue.List(values.ToArray()));
        });
    }

    private Code Map(MapNode node)
    {
        var wanted = node.Type.Kind == CelKind.Map ? node.Type.Parameters[1] : CelType.Dyn;
        var keyCodes = node.Items.Select(item => Compile(item.Key)).ToArray();
        var valueCodes = node.Items.Select(item => item.Optional ? Compile(item.Value) : CompileFor(item.Value, wanted)).ToArray();
        var keys = Array.ConvertAll(keyCodes, code => code.Run);
        var values = Array.ConvertAll(valueCodes, code => code.Run);
        var optional = node.Items.Select(item => item.Optional).ToArray();
        return Folded(frame =>
        {
            if (!frame.Spend(keys.Length + 1))
                return frame.ExhaustedError;
            var entries = new Dictionary<CelValue, CelValue>(keys.Length);
            for (var i = 0; i < keys.Length; i++)
            {
                var key = keys[i](frame);
                if (key.IsError)
                    return key;
                var value = values[i](frame);
                if (value.IsError)
                    return value;
                if (optional[i])
                {
                    if (value.Kind != CelKind.Optional)
                        return CelValue.Error("cannot initialise an optional map entry from a value that is no optional");
                    if (!value.HasValue)
                        continue;
                    value = value.OptionalValue;
                }

                if (Access.AddEntry(entries, key, value) is { } fault)
                    return fault;
            }

            return frame.Bounded(CelValue.Map(new EntryMap(entries)));
        }, [.. keyCodes, .. valueCodes]);
    }

    private Code Noted(Code code, Node part, string kind)
    {
        if (branches is null)
            return code;
        var at = SourceText.Fault(source, Start(part), "");
        var branch = new CelBranch(kind, at.Line, at.Column);
        branches.Add(branch);
        var run = code.Run;
        return new Run(frame =>
        {
            branch.Reached = true;
            return run(frame);
        });
    }

    /// <summary>Where a part begins; an operator stands behind its first operand.</summary>
    private static int Start(Node node) => node switch
    {
        // A namespace was folded into the name: math.greatest.
        CallNode { Target: null } call when call.Function.LastIndexOf('.') is >= 0 and var dot && char.IsAsciiLetter(call.Function[0]) => call.Position - dot - 1,
        CallNode { Operands: [var first, ..] } call => Math.Min(call.Position, Start(first)),
        LogicNode logic => Start(logic.Terms[0]),
        ConditionalNode conditional => Start(conditional.Condition),
        SelectNode select => Start(select.Operand),
        ComprehensionNode comprehension => Start(comprehension.Range),
        _ => node.Position,
    };

    /// <summary>A node whose parts are constant is computed once, unless it fails: then it fails when it is reached.</summary>
    private Code Folded(Run run, params ReadOnlySpan<Code> parts)
    {
        foreach (var part in parts)
        {
            if (part.Constant is null)
                return run;
        }

        var frame = new Frame([]);
        frame.Begin(limits, 0, null);
        var value = run(frame);
        return value.IsError ? run : Code.Of(value);
    }
}
