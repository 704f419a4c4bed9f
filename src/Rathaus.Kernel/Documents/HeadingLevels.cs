namespace Rathaus.Kernel.Documents;

/// <summary>Closes gaps in heading levels: the first is 1, none is more than one deeper than its predecessor (ISO 14289-1, 7.4.2).</summary>
internal sealed class HeadingLevels
{
    private int current;

    public int Next(int wished)
    {
        current = Math.Clamp(wished, 1, Math.Min(current + 1, 6));
        return current;
    }
}
