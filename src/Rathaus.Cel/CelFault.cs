namespace Rathaus.Cel;

/// <summary>What is wrong with a source text, where, and what was expected there.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Message">One English sentence.</param>
/// <param name="Excerpt">The line (or a window of a long one) and a caret under the place.</param>
/// <param name="Expected">What could stand there, if that is known.</param>
public sealed record CelFault(int Line, int Column, string Message, string Excerpt, string? Expected = null)
{
    public override string ToString() =>
        $"{Line}:{Column}: {Message}{(Expected is null ? "" : $"; expected {Expected}")}\n{Excerpt}";
}
