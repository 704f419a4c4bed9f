using System.Diagnostics.CodeAnalysis;

namespace Rathaus.Cel.Lexing;

/// <summary>Ends lexing and parsing at the first fault.</summary>
[SuppressMessage("Design", "S3871", Justification = "Caught where compiling begins; never leaves the room")]
internal sealed class SourceFaultException(int position, string message, string? expected = null) : Exception(message)
{
    public int Position { get; } = position;

    public string? Expected { get; } = expected;
}

/// <summary>Turns offsets into lines, columns and excerpts for people.</summary>
internal static class SourceText
{
    private const int Window = 100;

    public static CelFault Fault(string source, int position, string message, string? expected = null)
    {
        position = Math.Clamp(position, 0, source.Length);
        var line = 1;
        var start = 0;
        for (var i = 0; i < position; i++)
        {
            if (source[i] == '\n')
                (line, start) = (line + 1, i + 1);
        }

        var end = source.IndexOf('\n', start);
        if (end < 0)
            end = source.Length;
        var column = position - start;

        // A long line is cut to a window round the place.
        var from = Math.Max(start, Math.Min(position - Window / 2, end - Window));
        var to = Math.Min(end, from + Window);
        var text = source[from..to].Replace('\t', ' ').TrimEnd('\r');
        var excerpt = $" | {text}\n | {new string('.', position - from)}^";
        return new CelFault(line, column + 1, message, excerpt, expected);
    }
}
