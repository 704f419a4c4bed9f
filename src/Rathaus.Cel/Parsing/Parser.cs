using Rathaus.Cel.Lexing;

namespace Rathaus.Cel.Parsing;

/// <summary>Recursive descent with a bound on depth; operators by precedence (cel-spec, langdef.md, section Syntax).</summary>
internal sealed class Parser
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    };

    private static readonly Dictionary<string, int> Precedence = new(StringComparer.Ordinal)
    {
        ["||"] = 1, ["&&"] = 2,
        ["=="] = 3, ["!="] = 3, ["<"] = 3, ["<="] = 3, [">"] = 3, [">="] = 3, ["in"] = 3,
        ["+"] = 4, ["-"] = 4, ["*"] = 5, ["/"] = 5, ["%"] = 5,
    };

    private readonly List<Token> tokens;
    private readonly int depthLimit;
    private readonly CelSyntax syntax;
    private int at;
    private int depth;

    private Parser(List<Token> tokens, int depthLimit, CelSyntax syntax)
    {
        this.tokens = tokens;
        this.depthLimit = depthLimit;
        this.syntax = syntax;
    }

    private Token Current => tokens[at];

    /// <exception cref="SourceFaultException">The text is no expression, or beyond the limits.</exception>
    public static Node Parse(string source, CelLimits limits, CelSyntax syntax = CelSyntax.All)
    {
        if (source.Length > limits.SourceLength)
            throw new SourceFaultException(0, $"the expression has {source.Length} characters", $"at most {limits.SourceLength}");
        var parser = new Parser(Lexer.Cut(source), limits.Depth, syntax);
        var node = parser.Expression();
        if (parser.Current.Kind != TokenKind.End)
            throw parser.Unexpected("an operator or the end of the expression");
        return node;
    }

    private SourceFaultException Unexpected(string expected) =>
        new(Current.Position, Current.Kind == TokenKind.End ? "the expression ends too early" : $"unexpected '{Shortened(Current.Text)}'", expected);

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private bool Accept(string symbol)
    {
        if (!Current.Is(symbol))
            return false;
        at++;
        return true;
    }

    /// <summary>The mark of something that may be missing.</summary>
    private bool Optional()
    {
        if (Current.Is("?") && !syntax.HasFlag(CelSyntax.Optionals))
            throw new SourceFaultException(Current.Position, "unsupported syntax '?'");
        return Accept("?");
    }

    /// <summary>Refuses a name in backquotes where names cannot be in them.</summary>
    private void Quoted(Token token)
    {
        if (token.Kind == TokenKind.QuotedIdentifier && !syntax.HasFlag(CelSyntax.QuotedFields))
            throw new SourceFaultException(token.Position, "unsupported syntax '`'");
    }

    private void Expect(string symbol)
    {
        if (!Accept(symbol))
            throw Unexpected($"'{symbol}'");
    }

    private T Bounded<T>(T node)
        where T : Node =>
        node.Depth > depthLimit ? throw TooDeep(node.Position) : node;

    private SourceFaultException TooDeep(int position) =>
        new(position, "the expression nests too deep", $"at most {depthLimit} levels");

    private Node Expression()
    {
        if (++depth > depthLimit)
            throw TooDeep(Current.Position);
        var node = Binary(1);
        if (Current.Is("?"))
        {
            var position = tokens[at++].Position;
            var then = Binary(1);
            Expect(":");
            node = Bounded(new ConditionalNode(position, node, then, Expression()));
        }

        depth--;
        return node;
    }

    private Node Binary(int lowest)
    {
        var left = Unary();
        while (Current.Kind == TokenKind.Symbol && Precedence.TryGetValue(Current.Text, out var level) && level >= lowest)
        {
            var token = tokens[at++];
            if (level <= 2)
            {
                left = Logic(left, token, level);
                continue;
            }

            var right = Binary(level + 1);
            left = Bounded(new CallNode(token.Position, token.Text == "in" ? "@in" : $"_{token.Text}_", null, [left, right]));
        }

        return left;
    }

    private LogicNode Logic(Node first, Token symbol, int level)
    {
        // A chain is one node with many terms, so a long chain is not a deep one.
        var terms = new List<Node> { first };
        do
        {
            terms.Add(Binary(level + 1));
        }
        while (Accept(symbol.Text));
        return Bounded(new LogicNode(symbol.Position, level == 2, terms));
    }

    private Node Unary()
    {
        var position = Current.Position;
        var count = 0;
        if (Current.Is("!"))
        {
            while (Accept("!"))
                count++;
            var operand = Member(false);
            return count % 2 == 0 ? operand : Bounded(new CallNode(position, "!_", null, [operand]));
        }

        while (Accept("-"))
            count++;
        var literal = count > 0 && Current.IsNumber;
        var member = Member(literal);
        return (literal ? count - 1 : count) % 2 == 0 ? member : Bounded(new CallNode(position, "-_", null, [member]));
    }

    private Node Member(bool negative)
    {
        var node = Primary(negative);
        while (Current.Kind == TokenKind.Symbol)
        {
            var position = Current.Position;
            if (Accept("."))
                node = Dotted(node, position);
            else if (Accept("["))
                node = Indexed(node, position);
            else if (Current.Is("{") && PathOf(node) is { } name)
                node = Bounded(new StructNode(position, name, Entries(fields: true)));
            else
                break;
        }

        return node;
    }

    private Node Dotted(Node operand, int position)
    {
        var optional = Optional();
        var token = Current;
        if (token.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
            throw Unexpected("a name");
        Quoted(token);
        at++;
        if (optional || token.Kind == TokenKind.QuotedIdentifier || !Current.Is("("))
            return Bounded(new SelectNode(position, operand, token.Text, optional));
        at++;
        var arguments = Arguments(")");
        return Bounded(Macros.Expand(token.Position, token.Text, operand, arguments, syntax)
            ?? new CallNode(token.Position, token.Text, operand, arguments));
    }

    private CallNode Indexed(Node operand, int position)
    {
        var optional = Optional();
        var index = Expression();
        Expect("]");
        return Bounded(new CallNode(position, optional ? "_[?_]" : "_[_]", null, [operand, index]));
    }

    private Node Primary(bool negative)
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Literal:
                at++;
                return Literal(token, negative);
            case TokenKind.SmallestInt when negative:
                at++;
                return new LiteralNode(token.Position, token.Value);
            case TokenKind.SmallestInt:
                throw new SourceFaultException(token.Position, "the whole number is too large for an int",
                    "at most 9223372036854775807");
            case TokenKind.Identifier:
                at++;
                return Name(token, "");
            case TokenKind.Symbol when token.Text == "." && tokens[at + 1].Kind == TokenKind.Identifier:
                at += 2;
                return Name(tokens[at - 1], ".");
            case TokenKind.Symbol when token.Text == "(":
                at++;
                var inner = Expression();
                Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "[":
                at++;
                return Bounded(new ListNode(token.Position, Items()));
            case TokenKind.Symbol when token.Text == "{":
                return Bounded(new MapNode(token.Position, Entries(fields: false)));
            default:
                throw Unexpected("a value, a name, '(', '[', '{', '-' or '!'");
        }
    }

    private static LiteralNode Literal(Token token, bool negative)
    {
        var value = token.Value;
        var text = value.Kind == CelKind.Double && token.Text.Contains('.', StringComparison.Ordinal) ? token.Text : null;
        if (!negative)
            return new LiteralNode(token.Position, value, text);
        return value.Kind == CelKind.Int
            ? new LiteralNode(token.Position, CelValue.Of(-value.AsInt))
            : new LiteralNode(token.Position, CelValue.Of(-value.AsDouble), text is null ? null : "-" + text);
    }

    private Node Name(Token token, string prefix)
    {
        if (Reserved.Contains(token.Text))
            throw new SourceFaultException(token.Position, $"'{token.Text}' is a reserved word", "another name");
        if (!Accept("("))
            return new NameNode(token.Position, prefix + token.Text);
        var arguments = Arguments(")");
        return Bounded(Macros.Expand(token.Position, token.Text, null, arguments, syntax)
            ?? new CallNode(token.Position, prefix + token.Text, null, arguments));
    }

    private List<Node> Arguments(string close)
    {
        var arguments = new List<Node>();
        if (Accept(close))
            return arguments;
        do
        {
            arguments.Add(Expression());
        }
        while (Accept(","));
        Expect(close);
        return arguments;
    }

    private List<ListItem> Items()
    {
        var items = new List<ListItem>();
        while (!Accept("]"))
        {
            var optional = Optional();
            items.Add(new ListItem(Expression(), optional));
            if (!Accept(",") && !Current.Is("]"))
                throw Unexpected("',' or ']'");
        }

        return items;
    }

    private List<MapItem> Entries(bool fields)
    {
        Expect("{");
        var items = new List<MapItem>();
        while (!Accept("}"))
        {
            var optional = Optional();
            var key = fields ? FieldName() : Expression();
            Expect(":");
            items.Add(new MapItem(key, Expression(), optional));
            if (!Accept(",") && !Current.Is("}"))
                throw Unexpected("',' or '}'");
        }

        return items;
    }

    private LiteralNode FieldName()
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
            throw Unexpected("the name of a field");
        Quoted(token);
        at++;
        return new LiteralNode(token.Position, CelValue.Of(token.Text));
    }

    /// <summary><c>a.b.c</c> when a node is just a path of names.</summary>
    internal static string? PathOf(Node node) => node switch
    {
        NameNode name => name.Name,
        SelectNode { Optional: false, Test: false } select when PathOf(select.Operand) is { } path => $"{path}.{select.Field}",
        _ => null,
    };
}
