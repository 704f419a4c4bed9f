using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Facts;

namespace Rathaus.Registers.Vehicles;

/// <summary>Free plates that fit a wish: letters and digits with ? for any one (FZV Anlage 1: 1-2 letters, 1-4 digits, 8 signs in all).</summary>
internal static class FreePlates
{
    private const int Most = 24;
    private const int Batch = 240;
    private const int Tried = 4_800;

    /// <summary>Not given out (§ 9 FZV: against good morals).</summary>
    private static readonly string[] Barred = ["HJ", "KZ", "NS", "SA", "SS"];

    public static async Task<FactAnswer> AskAsync(SqlScope town, FactQuestion question, CancellationToken ct)
    {
        var (area, letters, digits) = (question.Text(0).ToUpperInvariant(), question.Text(1).ToUpperInvariant(), question.Text(2));
        var free = new List<string>();
        foreach (var batch in Candidates(area, letters, digits).Take(Tried).Chunk(Batch))
        {
            var taken = (await town.QueryAsync<string>(
                "select plate_key from registers.plate_use where plate_key = any(@Keys) and (reserved_until is null or reserved_until >= @Today)",
                new { Keys = batch.Select(PlateUse.Key).ToArray(), question.Today }, ct)).ToHashSet(StringComparer.Ordinal);
            free.AddRange(batch.Where(plate => !taken.Contains(PlateUse.Key(plate))).Take(Most - free.Count));
            if (free.Count >= Most)
                break;
        }

        return FactAnswer.Of(new JsonArray([.. free.Select(plate => JsonValue.Create(plate))]));
    }

    private static IEnumerable<string> Candidates(string area, string letters, string digits)
    {
        if (area.Length is < 1 or > 3 || letters.Length is < 1 or > 2 || digits.Length is < 1 or > 4 || area.Length + letters.Length + digits.Length > 8)
            yield break;
        foreach (var pair in Words(letters, 'A', 'Z').Where(pair => !Barred.Contains(pair)))
        {
            foreach (var number in Words(digits, '0', '9').Where(number => number[0] != '0'))
                yield return string.Create(CultureInfo.InvariantCulture, $"{area}-{pair} {number}");
        }
    }

    private static IEnumerable<string> Words(string pattern, char from, char to)
    {
        IEnumerable<string> words = [""];
        foreach (var sign in pattern)
        {
            var signs = sign == '?' ? Enumerable.Range(from, to - from + 1).Select(code => (char)code).ToArray() : sign >= from && sign <= to ? [sign] : [];
            words = words.SelectMany(_ => signs, (word, next) => word + next);
        }

        return words;
    }
}
