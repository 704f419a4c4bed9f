using System.Globalization;
using System.Text;
using Rathaus.Cel.Checking;

namespace Rathaus.Cel.Library;

/// <summary><c>"%s is %.2f".format([a, b])</c> of the extension "strings".</summary>
internal static class Formatting
{
    private const int MostPrecision = 100;

    public static CelValue Format(string template, IReadOnlyList<CelValue> arguments)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '%')
            {
                text.Append(template[i]);
                continue;
            }

            if (++i >= template.Length)
                return CelValue.Error("could not parse formatting clause: unexpected end of string");
            if (template[i] == '%')
            {
                text.Append('%');
                continue;
            }

            int? precision = null;
            if (template[i] == '.')
            {
                var start = ++i;
                while (i < template.Length && char.IsAsciiDigit(template[i]))
                    i++;
                if (!int.TryParse(template.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ||
                    digits > MostPrecision || i >= template.Length)
                    return CelValue.Error("could not parse formatting clause: error while parsing precision");
                precision = digits;
            }

            var clause = template[i];
            if (!"sdfebxXo".Contains(clause, StringComparison.Ordinal))
                return CelValue.Error($"could not parse formatting clause: unrecognized formatting clause \"{clause}\"");
            if (next >= arguments.Count)
                return CelValue.Error($"index {next} out of range");
            var piece = Piece(clause, arguments[next++], precision ?? 6, out var fault);
            if (piece is null)
                return CelValue.Error($"error during formatting: {fault}");
            text.Append(piece);
        }

        return CelValue.Of(text.ToString());
    }

    private static string? Piece(char clause, in CelValue value, int precision, out string fault)
    {
        var type = TypeNames.Of(value.Kind).RuntimeName;
        switch (clause)
        {
            case 's':
                fault = $"string clause cannot be used on {type}";
                return value.Kind is CelKind.Optional or CelKind.Error ? null : value.ToDisplay();
            case 'd':
                fault = $"decimal clause can only be used on integers, was given {type}";
                return value.Kind is CelKind.Int or CelKind.Uint || value.Kind == CelKind.Double && !double.IsFinite(value.AsDouble)
                    ? value.ToDisplay()
                    : null;
            case 'f':
                fault = $"fixed-point clause can only be used on doubles, was given {type}";
                return Fixed(value, precision);
            case 'e':
                fault = $"scientific clause can only be used on doubles, was given {type}";
                return Scientific(value, precision);
            case 'b':
                fault = $"only integers and bools can be formatted as binary, was given {type}";
                return value.Kind == CelKind.Bool ? value.AsBool ? "1" : "0" : Radix(value, 'B');
            case 'o':
                fault = $"octal clause can only be used on integers, was given {type}";
                return Octal(value);
            default:
                fault = $"only integers, byte buffers, and strings can be formatted as hex, was given {type}";
                return Hex(value, clause);
        }
    }

    private static string? Fixed(in CelValue value, int precision)
    {
        var format = "F" + precision.ToString(CultureInfo.InvariantCulture);
        return value.Kind switch
        {
            CelKind.Double when double.IsFinite(value.AsDouble) => value.AsDouble.ToString(format, CultureInfo.InvariantCulture),
            CelKind.Double => value.ToDisplay(),
            CelKind.Int => value.AsInt.ToString(format, CultureInfo.InvariantCulture),
            CelKind.Uint => value.AsUint.ToString(format, CultureInfo.InvariantCulture),
            CelKind.Decimal => value.AsDecimal.ToString(format, CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    private static string? Scientific(in CelValue value, int precision)
    {
        double number;
        switch (value.Kind)
        {
            case CelKind.Double:
                number = value.AsDouble;
                break;
            case CelKind.Int:
                number = value.AsInt;
                break;
            case CelKind.Uint:
                number = value.AsUint;
                break;
            default:
                return null;
        }

        if (!double.IsFinite(number))
            return value.ToDisplay();
        return number.ToString($"0.{new string('0', precision)}e+00", CultureInfo.InvariantCulture);
    }

    private static string? Radix(in CelValue value, char format) => value.Kind switch
    {
        CelKind.Int when value.AsInt < 0 => "-" + Magnitude(value.AsInt).ToString(format.ToString(), CultureInfo.InvariantCulture),
        CelKind.Int => value.AsInt.ToString(format.ToString(), CultureInfo.InvariantCulture),
        CelKind.Uint => value.AsUint.ToString(format.ToString(), CultureInfo.InvariantCulture),
        _ => null,
    };

    private static ulong Magnitude(long number) => number < 0 ? (ulong)-(Int128)number : (ulong)number;

    private static string? Octal(in CelValue value)
    {
        if (value.Kind is not (CelKind.Int or CelKind.Uint))
            return null;
        var rest = value.Kind == CelKind.Int ? Magnitude(value.AsInt) : value.AsUint;
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, (char)('0' + rest % 8));
            rest /= 8;
        }
        while (rest > 0);
        return value.Kind == CelKind.Int && value.AsInt < 0 ? "-" + digits : digits.ToString();
    }

    private static string? Hex(in CelValue value, char clause)
    {
        var bytes = value.Kind switch
        {
            CelKind.String => Encoding.UTF8.GetBytes(value.AsString),
            CelKind.Bytes => value.AsBytes.ToArray(),
            _ => null,
        };
        if (bytes is null)
            return Radix(value, clause);
        return clause == 'X' ? Convert.ToHexString(bytes) : Convert.ToHexStringLower(bytes);
    }
}
