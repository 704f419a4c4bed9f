namespace Rathaus.Kernel.Documents;

public sealed class LetterFonts
{
    private LetterFonts()
    {
    }

    public static LetterFonts Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new LetterFonts();
    }
}
