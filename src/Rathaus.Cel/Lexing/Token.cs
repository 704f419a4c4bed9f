namespace Rathaus.Cel.Lexing;

internal enum TokenKind
{
    End,
    Identifier,

    /// <summary>A name in backquotes; a field only.</summary>
    QuotedIdentifier,

    /// <summary>A number, string, bytes, boolean or null.</summary>
    Literal,

    /// <summary>A whole number that fits only with a minus sign before it: 9223372036854775808.</summary>
    SmallestInt,
    Symbol,
}

/// <summary>A word of the source. <paramref name="Text"/> is a name, a symbol or the literal as written.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, CelValue Value = default)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsNumber => Kind == TokenKind.SmallestInt ||
        Kind == TokenKind.Literal && Value.Kind is CelKind.Int or CelKind.Double;
}
