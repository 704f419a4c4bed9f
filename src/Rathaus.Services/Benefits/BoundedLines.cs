using System.Text;

namespace Rathaus.Services.Benefits;

/// <summary>A line read; without text when it was longer than is read.</summary>
internal readonly record struct BoundedLine(string? Text);

/// <summary>Reads lines with a bound: of one that is longer nothing is kept.</summary>
internal sealed class BoundedLines(TextReader reader)
{
    /// <summary>Characters of one line.</summary>
    public const int Longest = 1024 * 1024;

    private readonly char[] buffer = new char[16 * 1024];
    private readonly StringBuilder current = new();
    private int at;
    private int end;

    /// <returns>Null at the end of the input.</returns>
    public async ValueTask<BoundedLine?> ReadAsync(CancellationToken ct)
    {
        current.Clear();
        var tooLong = false;
        var any = false;
        while (true)
        {
            if (at == end)
            {
                (at, end) = (0, await reader.ReadAsync(buffer, ct));
                if (end == 0)
                    return any ? Line(tooLong) : null;
            }

            any = true;
            var stop = buffer.AsSpan(at, end - at).IndexOf('\n');
            var length = stop < 0 ? end - at : stop;
            tooLong |= current.Length + length > Longest;
            if (!tooLong)
                current.Append(buffer, at, length);
            at += stop < 0 ? length : length + 1;
            if (stop >= 0)
                return Line(tooLong);
        }
    }

    private BoundedLine Line(bool tooLong) => tooLong ? default : new BoundedLine(current.ToString());
}
