using System.Globalization;

namespace Rathaus.Ledger.Notes;

/// <summary>A key with which a witness cosigned once. What it cosigned before its end still counts as that witness.</summary>
internal sealed record RetiredKey(string Witness, VerifierKey Key, DateTimeOffset Until);

/// <summary>
/// What a region's file says beyond C2SP's tlog-policy, in comments that other readers skip: <c>#!version N</c>,
/// <c>#!previous HASH</c>, <c>#!faulty F</c>, <c>#!operator NAME WITNESS…</c>, <c>#!closed ORIGIN SIZE</c>,
/// <c>#!retired WITNESS KEY SECONDS</c>.
/// </summary>
internal sealed class RegionTerms
{
    public const string Mark = "#!";
    public const string Signed = "#!signed";

    /// <summary>More cannot be checked against every choice of liars.</summary>
    public const int MostFaulty = 5;

    private readonly Dictionary<string, string> operators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> closed = new(StringComparer.Ordinal);
    private readonly List<RetiredKey> retired = [];

    /// <summary>Counts from 1; 0: the file is not one that members sign.</summary>
    public int Version { get; private set; }

    /// <summary>SHA-256 of the signed text of the version before; null for the first.</summary>
    public byte[]? Previous { get; private set; }

    /// <summary>How many operators may lie at once.</summary>
    public int Faulty { get; private set; }

    public IReadOnlyList<RetiredKey> Retired => retired;

    public IReadOnlyDictionary<string, long> Closed => closed;

    /// <summary>Who runs a witness; one that is not named runs itself.</summary>
    public string OperatorOf(string witness) => operators.GetValueOrDefault(witness, witness);

    /// <summary>Entries with which a log ended, or null: it goes on.</summary>
    public long? EndOf(string origin) => closed.TryGetValue(origin, out var size) ? size : null;

    /// <returns>What is wrong with a line, or null.</returns>
    public string? Take(string[] words, IReadOnlyCollection<string> witnesses) => words switch
    {
        ["#!version", var text] => TakeVersion(text),
        ["#!previous", var text] => TakePrevious(text),
        ["#!faulty", var text] => TakeFaulty(text),
        ["#!operator", var name, .. var run] when run.Length > 0 => TakeOperator(name, run, witnesses),
        ["#!closed", var origin, var size] => Decimal.TryParse(size, out var end) && closed.TryAdd(origin, end) ? null : "no end of a log, or a second one",
        ["#!retired", var witness, var key, var time] => TakeRetired(witness, key, time, witnesses),
        [Signed, _, _] => null,
        _ => $"'{words[0]}' is unknown or incomplete",
    };

    private string? TakeVersion(string text)
    {
        if (Version != 0 || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            return "no version, or a second one";
        Version = number;
        return null;
    }

    private string? TakePrevious(string text)
    {
        if (Previous is not null || !StrictBase64.TryHash(text, out var hash))
            return "no hash of the version before, or a second one";
        Previous = hash;
        return null;
    }

    private string? TakeFaulty(string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > MostFaulty)
            return string.Create(CultureInfo.InvariantCulture, $"0 to {MostFaulty} operators may lie");
        Faulty = number;
        return null;
    }

    private string? TakeOperator(string name, string[] run, IReadOnlyCollection<string> witnesses)
    {
        if (run.FirstOrDefault(witness => !witnesses.Contains(witness)) is { } stranger)
            return $"{stranger} is not named above";
        if (operators.ContainsValue(name) || witnesses.Contains(name))
            return $"the name {name} is taken";
        return run.FirstOrDefault(witness => !operators.TryAdd(witness, name)) is { } twice ? $"{twice} has an operator already" : null;
    }

    private string? TakeRetired(string witness, string text, string time, IReadOnlyCollection<string> witnesses)
    {
        if (!witnesses.Contains(witness))
            return $"{witness} is not named above";
        if (!VerifierKey.TryParse(text, out var key) || key.Type != KeyType.Witness || retired.Exists(one => one.Key == key))
            return "no key of a witness, or listed twice";
        if (!Decimal.TryParse(time, out var seconds) || seconds > 253_402_300_799)
            return "no time";
        retired.Add(new RetiredKey(witness, key, DateTimeOffset.FromUnixTimeSeconds(seconds)));
        return null;
    }
}
