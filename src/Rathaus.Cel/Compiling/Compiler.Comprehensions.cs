using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Compiling;

internal sealed partial class Compiler
{
    private Code Comprehension(ComprehensionNode node)
    {
        var range = Compile(node.Range).Run;
        var filter = node.Filter is null ? null : Compile(node.Filter).Run;
        var body = Compile(node.Body).Run;
        var (slot, pair) = (node.Slot, node.Variables.Count == 2);
        Func<Frame, Cursor, CelValue> loop = node.Kind switch
        {
            ComprehensionKind.All => (frame, cursor) => Quantified(frame, cursor, body, decisive: false),
            ComprehensionKind.Exists => (frame, cursor) => Quantified(frame, cursor, body, decisive: true),
            ComprehensionKind.ExistsOne => (frame, cursor) => ExistsOne(frame, cursor, body),
            ComprehensionKind.Filter => (frame, cursor) => Collected(frame, cursor, body, null),
            ComprehensionKind.Map => (frame, cursor) => Collected(frame, cursor, filter, body),
            ComprehensionKind.TransformMap => (frame, cursor) => Mapped(frame, cursor, filter, body, entries: false),
            ComprehensionKind.TransformMapEntry => (frame, cursor) => Mapped(frame, cursor, filter, body, entries: true),
            _ => throw new InvalidOperationException($"Unknown comprehension {node.Kind}"),
        };
        return new Run(frame =>
        {
            var over = range(frame);
            return over.Kind switch
            {
                CelKind.List or CelKind.Map => loop(frame, new Cursor(over, slot, pair)),
                CelKind.Error => over,
                _ => CelValue.Error($"a {Checking.TypeNames.Of(over.Kind)} cannot be range of a comprehension"),
            };
        });
    }

    private static CelValue Quantified(Frame frame, Cursor cursor, Run body, bool decisive)
    {
        var error = default(CelValue);
        while (cursor.Next(frame))
        {
            if (!frame.Spend(1))
                return frame.ExhaustedError;
            var value = body(frame);
            if (value.Kind == CelKind.Bool)
            {
                if (value.Raw != 0 == decisive)
                    return value;
            }
            else if (error.Kind == CelKind.Unset)
            {
                error = value.IsError ? value : Access.NoOverload(decisive ? "_||_" : "_&&_", [value]);
            }
        }

        return error.Kind == CelKind.Unset ? CelValue.Of(!decisive) : error;
    }

    private static CelValue ExistsOne(Frame frame, Cursor cursor, Run body)
    {
        var found = 0;
        while (cursor.Next(frame))
        {
            if (!frame.Spend(1))
                return frame.ExhaustedError;
            var value = body(frame);
            if (value.Kind != CelKind.Bool)
                return value.IsError ? value : Access.NoOverload("_?_:_", [value]);
            if (value.Raw != 0)
                found++;
        }

        return CelValue.Of(found == 1);
    }

    /// <summary>A list of what passes the filter, transformed unless there is nothing to transform with.</summary>
    private static CelValue Collected(Frame frame, Cursor cursor, Run? filter, Run? transform)
    {
        var result = new List<CelValue>();
        while (cursor.Next(frame))
        {
            if (!frame.Spend(1))
                return frame.ExhaustedError;
            if (!Passes(frame, filter, out var fault))
            {
                if (fault.IsError)
                    return fault;
                continue;
            }

            var value = transform is null ? cursor.Element(frame) : transform(frame);
            if (value.IsError)
                return value;
            result.Add(value);
        }

        return frame.Bounded(CelValue.List(result.ToArray()));
    }

    private static CelValue Mapped(Frame frame, Cursor cursor, Run? filter, Run transform, bool entries)
    {
        var result = new Dictionary<CelValue, CelValue>();
        while (cursor.Next(frame))
        {
            if (!frame.Spend(1))
                return frame.ExhaustedError;
            if (!Passes(frame, filter, out var fault))
            {
                if (fault.IsError)
                    return fault;
                continue;
            }

            var key = cursor.Key(frame);
            var value = transform(frame);
            if (value.IsError)
                return value;
            if (!entries)
            {
                result[key] = value;
                continue;
            }

            if (value.Kind != CelKind.Map)
                return Access.NoOverload("transformMapEntry", [value]);
            foreach (var entry in value.AsMap.Entries)
            {
                if (!frame.Spend(1))
                    return frame.ExhaustedError;
                if (Access.AddEntry(result, entry.Key, entry.Value) is { } repeated)
                    return repeated;
            }
        }

        return frame.Bounded(CelValue.Map(new EntryMap(result)));
    }

    private static bool Passes(Frame frame, Run? filter, out CelValue fault)
    {
        fault = default;
        if (filter is null)
            return true;
        var value = filter(frame);
        if (value.Kind != CelKind.Bool)
            fault = value.IsError ? value : Access.NoOverload("_?_:_", [value]);
        return value.IsTrue;
    }

    private Code Bind(BindNode node)
    {
        var value = Compile(node.Value).Run;
        var body = Compile(node.Body).Run;
        var slot = node.Slot;
        if (node.Kind == BindKind.Value)
        {
            return new Run(frame =>
            {
                // An error is bound like a value: it matters where the name is read.
                frame.Locals[slot] = value(frame);
                return body(frame);
            });
        }

        var wrap = node.Kind == BindKind.OptMap;
        return new Run(frame =>
        {
            var option = value(frame);
            if (option.Kind != CelKind.Optional)
                return option.IsError ? option : Access.NoOverload(wrap ? "optMap" : "optFlatMap", [option]);
            if (!option.HasValue)
                return option;
            frame.Locals[slot] = option.OptionalValue;
            var result = body(frame);
            if (result.IsError)
                return result;
            if (wrap)
                return CelValue.OptionalOf(result);
            return result.Kind == CelKind.Optional ? result : Access.NoOverload("optFlatMap", [result]);
        });
    }

    /// <summary>Walks a list or map and puts what it finds into the slots of the comprehension.</summary>
    private struct Cursor
    {
        private readonly IReadOnlyList<CelValue>? list;
        private readonly IEnumerator<KeyValuePair<CelValue, CelValue>>? entries;
        private readonly int slot;
        private readonly bool pair;
        private int index = -1;

        public Cursor(in CelValue range, int slot, bool pair)
        {
            this.slot = slot;
            this.pair = pair;
            if (range.Kind == CelKind.List)
                list = range.AsList;
            else
                entries = range.AsMap.Entries.GetEnumerator();
        }

        public bool Next(Frame frame)
        {
            if (list is not null)
            {
                if (++index >= list.Count)
                    return false;
                if (pair)
                    frame.Locals[slot] = CelValue.Of((long)index);
                frame.Locals[pair ? slot + 1 : slot] = list[index];
                return true;
            }

            if (!entries!.MoveNext())
                return false;
            frame.Locals[slot] = entries.Current.Key;
            if (pair)
                frame.Locals[slot + 1] = entries.Current.Value;
            return true;
        }

        public readonly CelValue Key(Frame frame) => frame.Locals[slot];

        public readonly CelValue Element(Frame frame) => frame.Locals[slot];
    }
}
