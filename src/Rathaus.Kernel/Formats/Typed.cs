using System.Text;

namespace Rathaus.Kernel.Formats;

/// <summary>What people type: spaces of every kind, and characters that no field takes.</summary>
public static class Typed
{
    /// <summary>Trimmed, inner runs of white space as one space, Unicode NFC.</summary>
    /// <param name="text">Must be valid UTF-16; see <see cref="IsWellFormed"/>.</param>
    public static string Collapse(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text.Normalize(NormalizationForm.FormC))
        {
            if (!char.IsWhiteSpace(character))
                result.Append(character);
            else if (result.Length > 0 && result[^1] != ' ')
                result.Append(' ');
        }

        return result.ToString().TrimEnd(' ');
    }

    public static string WithoutSpaces(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    /// <summary>
    /// False when a text holds an unpaired surrogate, a control character other than tab and line breaks, or a
    /// non-character: such input is refused before anything else looks at it.
    /// </summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsHighSurrogate(character))
            {
                if (i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]))
                    return false;
                i++;
            }
            else if (char.IsLowSurrogate(character)
                || (char.IsControl(character) && character is not ('\t' or '\n' or '\r'))
                || character is '\uFFFE' or '\uFFFF')
            {
                return false;
            }
        }

        return true;
    }
}
