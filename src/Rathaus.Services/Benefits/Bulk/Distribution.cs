namespace Rathaus.Services.Benefits.Bulk;

/// <summary>Amounts counted by whole euros, so that a million of them need no more room than ten.</summary>
internal sealed class Distribution
{
    /// <summary>Amounts from here on are counted together.</summary>
    private const int Most = 20_000;

    private readonly long[] byEuro = new long[Most + 1];

    /// <summary>Households counted, with and without an amount.</summary>
    public long Households { get; private set; }

    /// <summary>Households with an amount.</summary>
    public long Recipients { get; private set; }

    public decimal Sum { get; private set; }

    public decimal Largest { get; private set; }

    public decimal Mean => Recipients == 0 ? 0 : decimal.Round(Sum / Recipients, 2, MidpointRounding.AwayFromZero);

    public void Add(decimal amount)
    {
        Households++;
        Sum += amount;
        if (amount <= 0)
            return;
        Recipients++;
        Largest = Math.Max(Largest, amount);
        byEuro[(int)Math.Min(amount, Most)]++;
    }

    /// <summary>Whole euros that so many tenths of the recipients do not exceed.</summary>
    public int Decile(int tenths)
    {
        var wanted = (Recipients * tenths + 9) / 10;
        var counted = 0L;
        for (var euro = 0; euro <= Most; euro++)
        {
            counted += byEuro[euro];
            if (counted >= wanted && counted > 0)
                return euro;
        }

        return 0;
    }

    /// <summary>At most twelve bands of equal width over the amounts that occur.</summary>
    public IReadOnlyList<(int From, int Below, long Households)> Bands()
    {
        var last = Array.FindLastIndex(byEuro, count => count > 0);
        if (last < 0)
            return [];
        int[] widths = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500];
        var width = Array.Find(widths, candidate => last / candidate < 12);
        return [.. Enumerable.Range(0, last / width + 1).Select(band =>
            (band * width, (band + 1) * width, byEuro.Skip(band * width).Take(width).Sum()))];
    }
}
