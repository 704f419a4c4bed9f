namespace Rathaus.Services.Rules;

/// <summary>Names an expression mentions, found before anything is typed; strings and fields are left out.</summary>
internal static class Identifiers
{
    public static IEnumerable<string> In(string expression)
    {
        for (var i = 0; i < expression.Length;)
        {
            var character = expression[i];
            if (character is '"' or '\'')
            {
                i = SkipString(expression, i);
            }
            else if (char.IsAsciiLetter(character) || character == '_')
            {
                var start = i;
                while (i < expression.Length && (char.IsAsciiLetterOrDigit(expression[i]) || expression[i] == '_'))
                    i++;
                if (start == 0 || expression[start - 1] != '.')
                    yield return expression[start..i];
            }
            else
            {
                i++;
            }
        }
    }

    private static int SkipString(string expression, int start)
    {
        var quote = expression[start];
        var i = start + 1;
        while (i < expression.Length && expression[i] != quote)
            i += expression[i] == '\\' ? 2 : 1;
        return i + 1;
    }
}
