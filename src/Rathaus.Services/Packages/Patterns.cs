using System.Text.RegularExpressions;

namespace Rathaus.Services.Packages;

/// <summary>Patterns of packages run without backtracking, so that no input can stall them.</summary>
internal static class Patterns
{
    public static bool TryCompile(string pattern, out Regex? compiled)
    {
        compiled = null;
        if (pattern.Length > 500)
            return false;
        try
        {
            compiled = new Regex(
                $@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
