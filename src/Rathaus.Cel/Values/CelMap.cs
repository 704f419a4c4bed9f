using System.Diagnostics.CodeAnalysis;

namespace Rathaus.Cel;

/// <summary>A map value; entries keep the order in which they were written.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "CEL's word for it is map")]
public abstract class CelMap
{
    public abstract int Count { get; }

    public abstract IEnumerable<KeyValuePair<CelValue, CelValue>> Entries { get; }

    public abstract bool TryGet(in CelValue key, out CelValue value);

    public abstract bool TryGet(string key, out CelValue value);
}

/// <summary>Keys of any allowed kind; <c>1</c>, <c>1u</c> and <c>1.0</c> are the same key.</summary>
internal sealed class EntryMap(Dictionary<CelValue, CelValue> entries) : CelMap
{
    public override int Count => entries.Count;

    public override IEnumerable<KeyValuePair<CelValue, CelValue>> Entries => entries;

    public override bool TryGet(in CelValue key, out CelValue value) => entries.TryGetValue(key, out value);

    public override bool TryGet(string key, out CelValue value) => entries.TryGetValue(CelValue.Of(key), out value);
}

/// <summary>Fields by name.</summary>
internal sealed class RecordMap(IReadOnlyDictionary<string, CelValue> fields) : CelMap
{
    // The usual dictionary is called without the interface: field access is the hot path of rules over groups.
    private readonly Dictionary<string, CelValue>? plain = fields as Dictionary<string, CelValue>;

    public override int Count => fields.Count;

    public override IEnumerable<KeyValuePair<CelValue, CelValue>> Entries =>
        fields.Select(pair => KeyValuePair.Create(CelValue.Of(pair.Key), pair.Value));

    public override bool TryGet(in CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && TryGet(key.AsString, out value);
    }

    public override bool TryGet(string key, out CelValue value) =>
        plain is not null ? plain.TryGetValue(key, out value) : fields.TryGetValue(key, out value);
}
