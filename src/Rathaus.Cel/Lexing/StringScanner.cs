using System.Globalization;
using System.Text;

namespace Rathaus.Cel.Lexing;

/// <summary>String and bytes literals: quotes of two kinds, tripled, raw, with escapes.</summary>
internal sealed class StringScanner(string source, int start)
{
    private readonly StringBuilder text = new();
    private readonly List<byte> bytes = [];
    private int at;
    private bool isBytes;

    public static bool Starts(string source, int at)
    {
        for (var i = at; i < source.Length && i < at + 3; i++)
        {
            if (source[i] is '"' or '\'')
                return true;
            if (source[i] is not ('r' or 'R' or 'b' or 'B') || i == at + 2)
                return false;
        }

        return false;
    }

    public CelValue Scan(out int end)
    {
        at = start;
        var raw = false;
        while (source[at] is not ('"' or '\''))
        {
            var prefix = char.ToLowerInvariant(source[at]);
            if (prefix == 'r' && !raw)
                raw = true;
            else if (prefix == 'b' && !isBytes)
                isBytes = true;
            else
                throw new SourceFaultException(start, "unknown prefix of a string", "r, b, rb or br");
            at++;
        }

        var quote = source[at];
        var triple = at + 2 < source.Length && source[at + 1] == quote && source[at + 2] == quote;
        at += triple ? 3 : 1;
        while (true)
        {
            if (at >= source.Length || !triple && source[at] is '\n' or '\r')
                throw new SourceFaultException(start, "the string is not closed", $"a closing {quote}");
            var c = source[at];
            if (c == quote && (!triple || at + 2 < source.Length && source[at + 1] == quote && source[at + 2] == quote))
                break;
            if (c == '\\' && !raw)
                Escape();
            else
                Plain();
        }

        at += triple ? 3 : 1;
        end = at;
        return isBytes ? CelValue.Of(bytes.ToArray()) : CelValue.Of(text.ToString());
    }

    private void Plain()
    {
        if (!isBytes)
        {
            text.Append(source[at++]);
            return;
        }

        var length = char.IsHighSurrogate(source[at]) && at + 1 < source.Length ? 2 : 1;
        bytes.AddRange(Encoding.UTF8.GetBytes(source.Substring(at, length)));
        at += length;
    }

    private void Escape()
    {
        var c = at + 1 < source.Length ? source[at + 1] : '\0';
        const string Names = "abfnrtv\\?\"'`";
        const string Codes = "\a\b\f\n\r\t\v\\?\"'`";
        var simple = Names.IndexOf(c, StringComparison.Ordinal);
        if (simple >= 0 && c != '\0')
        {
            Append(Codes[simple]);
            at += 2;
            return;
        }

        switch (c)
        {
            case 'x' or 'X':
                Code(2, 2, 16);
                break;
            case 'u' when !isBytes:
                Code(2, 4, 16);
                break;
            case 'U' when !isBytes:
                Code(2, 8, 16);
                break;
            case >= '0' and <= '3':
                Code(1, 3, 8);
                break;
            default:
                throw new SourceFaultException(at, "unknown escape in a string",
                    isBytes ? @"\n, \t, \\, \"", \xHH, \ooo and the like" : @"\n, \t, \\, \"", \xHH, \uHHHH and the like");
        }
    }

    private void Code(int skip, int digits, int radix)
    {
        var from = at + skip;
        var code = 0L;
        for (var i = from; i < from + digits; i++)
        {
            var digit = i < source.Length && char.IsAsciiHexDigit(source[i])
                ? int.Parse(source.AsSpan(i, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : radix;
            if (digit >= radix)
                throw new SourceFaultException(at, "an escape with too few digits",
                    $"{digits} {(radix == 8 ? "octal" : "hexadecimal")} digits");
            code = code * radix + digit;
        }

        if (!isBytes && !Rune.IsValid((int)Math.Min(code, int.MaxValue)))
            throw new SourceFaultException(at, "the escape names no Unicode character");
        Append((int)code);
        at = from + digits;
    }

    private void Append(int code)
    {
        if (isBytes)
            bytes.Add((byte)code);
        else
            text.Append(new Rune(code).ToString());
    }
}
