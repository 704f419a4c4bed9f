using System.Globalization;

namespace Rathaus.Cel.Lexing;

/// <summary>Cuts a source text into words (cel-spec, langdef.md, section Syntax).</summary>
internal sealed class Lexer(string source)
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    private int at;

    public static List<Token> Cut(string source)
    {
        var lexer = new Lexer(source);
        var tokens = new List<Token>();
        Token token;
        do
        {
            token = lexer.Next();
            tokens.Add(token);
        }
        while (token.Kind != TokenKind.End);
        return tokens;
    }

    private char Peek(int ahead = 0) => at + ahead < source.Length ? source[at + ahead] : '\0';

    private Token Next()
    {
        SkipSpace();
        if (at >= source.Length)
            return new Token(TokenKind.End, at, "end of the expression");
        var c = source[at];
        if (char.IsAsciiDigit(c) || c == '.' && char.IsAsciiDigit(Peek(1)))
            return Number();
        if (StringScanner.Starts(source, at))
            return Text();
        if (char.IsAsciiLetter(c) || c == '_')
            return Word();
        if (c == '`')
            return Quoted();
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(source, at, symbol, 0, symbol.Length) == 0)
            {
                at += symbol.Length;
                return new Token(TokenKind.Symbol, at - symbol.Length, symbol);
            }
        }

        throw new SourceFaultException(at, c switch
        {
            '=' => "unknown symbol '='; equality is '=='",
            '&' => "unknown symbol '&'; the logical and is '&&'",
            '|' => "unknown symbol '|'; the logical or is '||'",
            _ => $"unknown symbol '{Printable(c)}'",
        });
    }

    private static string Printable(char c) => char.IsControl(c) || char.IsSurrogate(c)
        ? "U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture)
        : c.ToString();

    private void SkipSpace()
    {
        while (at < source.Length)
        {
            if (source[at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                at++;
            }
            else if (source[at] == '/' && Peek(1) == '/')
            {
                while (at < source.Length && source[at] != '\n')
                    at++;
            }
            else
            {
                return;
            }
        }
    }

    private Token Word()
    {
        var start = at;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '_')
            at++;
        var text = source[start..at];
        return text switch
        {
            "true" => new Token(TokenKind.Literal, start, text, CelValue.True),
            "false" => new Token(TokenKind.Literal, start, text, CelValue.False),
            "null" => new Token(TokenKind.Literal, start, text, CelValue.Null),
            "in" => new Token(TokenKind.Symbol, start, text),
            _ => new Token(TokenKind.Identifier, start, text),
        };
    }

    private Token Quoted()
    {
        var start = at++;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '_' or '.' or '-' or '/' or ' ')
            at++;
        if (Peek() != '`' || at == start + 1)
            throw new SourceFaultException(at, "a name in backquotes is not closed or holds a character it may not",
                "letters, digits, '_', '.', '-', '/', ' ' and a closing '`'");
        at++;
        return new Token(TokenKind.QuotedIdentifier, start, source[(start + 1)..(at - 1)]);
    }

    private Token Text()
    {
        var start = at;
        var value = new StringScanner(source, at).Scan(out at);
        return new Token(TokenKind.Literal, start, source[start..at], value);
    }

    private Token Number()
    {
        var start = at;
        var hex = Peek() == '0' && Peek(1) is 'x' or 'X';
        var isDouble = false;
        if (hex)
        {
            at += 2;
            while (char.IsAsciiHexDigit(Peek()))
                at++;
        }
        else
        {
            SkipDigits();
            if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
            {
                isDouble = true;
                at++;
                SkipDigits();
            }

            if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2))))
            {
                isDouble = true;
                at += 2;
                SkipDigits();
            }
        }

        var digits = source.AsSpan(hex ? start + 2 : start, at - (hex ? start + 2 : start));
        if (isDouble)
        {
            var text = source[start..at];
            var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsInfinity(number)
                ? throw new SourceFaultException(start, "the number is too large for a double")
                : new Token(TokenKind.Literal, start, text, CelValue.Of(number));
        }

        var styles = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!ulong.TryParse(digits, styles, CultureInfo.InvariantCulture, out var whole))
            throw new SourceFaultException(start, "the whole number is too large or has no digits", "at most 64 bits");
        if (Peek() is 'u' or 'U')
        {
            at++;
            return new Token(TokenKind.Literal, start, source[start..at], CelValue.Of(whole));
        }

        return whole switch
        {
            <= long.MaxValue => new Token(TokenKind.Literal, start, source[start..at], CelValue.Of((long)whole)),
            1UL << 63 => new Token(TokenKind.SmallestInt, start, source[start..at], CelValue.Of(long.MinValue)),
            _ => throw new SourceFaultException(start, "the whole number is too large for an int",
                "at most 9223372036854775807, or a 'u' behind it"),
        };
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek()))
            at++;
    }
}
