using System.Text.RegularExpressions;

namespace Rathaus.Services.Packages;

/// <summary>Patterns of packages run without backtracking, so that no input can stall them; the time limit is for a machine at its limit.</summary>
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
                $@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
