using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Rathaus.Kernel.Formats;

namespace Rathaus.Cases.Domain;

/// <summary>
/// Number of a case (Vorgangsnummer): <c>&lt;code&gt;-&lt;year&gt;-&lt;counter, six digits or more&gt;&lt;check digit&gt;</c>, for example
/// <c>W-2026-0047110</c>. The code is the town's, so every look-up knows its town. The check digit is ISO 7064 MOD 11,10 over
/// the code's letters (A = 10 … Z = 35, two digits each), the year and the counter: it finds every single wrong digit and
/// nearly every swapped pair. The number is no secret.
/// </summary>
internal readonly record struct CaseNumber
{
    private const int ShortestCounter = 6;

    private const int LongestText = 32;

    private CaseNumber(string code, int year, long counter, string text)
    {
        Code = code;
        Year = year;
        Counter = counter;
        Text = text;
    }

    /// <summary>The town's case-number code, for example <c>W</c>.</summary>
    public string Code { get; }

    public int Year { get; }

    public long Counter { get; }

    /// <summary>As it is stored and shown.</summary>
    public string Text { get; }

    public static CaseNumber Create(string code, int year, long counter)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(counter);
        if (code.Length is 0 or > 8 || !code.All(char.IsAsciiLetterUpper))
            throw new ArgumentException("A case-number code is one to eight capital letters", nameof(code));
        var digits = counter.ToString("D" + ShortestCounter, CultureInfo.InvariantCulture);
        var years = year.ToString("D4", CultureInfo.InvariantCulture);
        return new CaseNumber(code, year, counter, $"{code}-{years}-{digits}{CheckDigit(code, years, digits)}");
    }

    /// <summary>Reads what a person typed: small letters and spaces are forgiven, a wrong check digit is not.</summary>
    public static bool TryParse([NotNullWhen(true)] string? typed, out CaseNumber number)
    {
        number = default;
        if (typed is null || typed.Length > LongestText)
            return false;
        var text = typed.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        var parts = text.Split('-');
        if (parts is not [{ Length: > 0 and <= 8 } code, { Length: 4 } year, { Length: > ShortestCounter and <= 18 } tail]
            || !code.All(char.IsAsciiLetterUpper) || !year.All(char.IsAsciiDigit) || !tail.All(char.IsAsciiDigit))
            return false;
        var digits = tail[..^1];
        if (tail[^1] - '0' != CheckDigit(code, year, digits) || (digits.Length > ShortestCounter && digits[0] == '0'))
            return false;
        var counter = long.Parse(digits, CultureInfo.InvariantCulture);
        if (counter == 0)
            return false;
        number = new CaseNumber(code, int.Parse(year, CultureInfo.InvariantCulture), counter, text);
        return true;
    }

    public override string ToString() => Text;

    private static int CheckDigit(string code, string year, string counter)
    {
        var all = new StringBuilder((2 * code.Length) + year.Length + counter.Length);
        foreach (var letter in code)
            all.Append(CultureInfo.InvariantCulture, $"{letter - 'A' + 10}");
        return CheckDigits.Mod11And10(all.Append(year).Append(counter).ToString());
    }
}
