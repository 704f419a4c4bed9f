using System.Globalization;
using System.Text;
using Rathaus.Cel.Checking;
using Rathaus.Cel.Library;

namespace Rathaus.Cel;

public readonly partial struct CelValue
{
    /// <summary>For engineers; an error shows its message.</summary>
    public override string ToString() => ToDisplay();

    /// <summary>As <c>%s</c> of <c>format</c> writes it.</summary>
    internal string ToDisplay()
    {
        if (Kind == CelKind.String)
            return AsString;
        var text = new StringBuilder();
        Write(text, this);
        return text.ToString();
    }

    private static void Write(StringBuilder text, in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.List:
                text.Append('[');
                var first = true;
                foreach (var item in value.AsList)
                {
                    text.Append(first ? "" : ", ");
                    first = false;
                    Write(text, item);
                }

                text.Append(']');
                break;
            case CelKind.Map:
                text.Append('{');
                text.AppendJoin(", ", value.AsMap.Entries
                    .Select(entry => $"{entry.Key.ToDisplay()}: {entry.Value.ToDisplay()}")
                    .Order(StringComparer.Ordinal));
                text.Append('}');
                break;
            default:
                text.Append(Scalar(value));
                break;
        }
    }

    private static string Scalar(in CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => value.AsBool ? "true" : "false",
        CelKind.Int => value.bits.ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => Conversions.Text(value.AsDouble),
        CelKind.Decimal => value.AsDecimal.ToString(CultureInfo.InvariantCulture),
        CelKind.String => value.AsString,
        CelKind.Bytes => Encoding.UTF8.GetString(value.AsBytes.Span),
        CelKind.Timestamp => Instants.Text(value),
        CelKind.Duration => Durations.Text(value.DurationNanos),
        CelKind.Date => value.AsDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        CelKind.Period => value.AsPeriod.ToString(),
        CelKind.Type => value.AsType.RuntimeName,
        CelKind.Optional => value.HasValue ? $"optional({value.OptionalValue.ToDisplay()})" : "optional.none()",
        CelKind.Error => $"error: {value.ErrorMessage}",
        _ => TypeNames.Of(value.Kind).Name,
    };
}
