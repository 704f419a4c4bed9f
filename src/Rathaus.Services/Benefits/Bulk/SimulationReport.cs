using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>What a simulation counted, by one law or by two.</summary>
internal sealed class SimulationReport(bool compares)
{
    public Distribution Law { get; } = new();

    public Distribution Other { get; } = new();

    /// <summary>Households left out because a line or the computation was at fault.</summary>
    public long LeftOut { get; private set; }

    private Change Gain { get; } = new();

    private Change Loss { get; } = new();

    private Change New { get; } = new();

    private Change Lost { get; } = new();

    public void LeaveOut() => LeftOut++;

    public void Add(decimal amount, decimal? other)
    {
        Law.Add(amount);
        if (other is not { } changed)
            return;
        Other.Add(changed);
        if (changed > amount)
            Gain.Add(changed - amount);
        else if (changed < amount)
            Loss.Add(amount - changed);
        if (amount <= 0 && changed > 0)
            New.Add(changed);
        else if (amount > 0 && changed <= 0)
            Lost.Add(amount);
    }

    public string Text(string title, string law, string other)
    {
        var text = new StringBuilder();
        text.AppendLine(title);
        Line("households", Law.Households, Other.Households);
        if (LeftOut > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"  left out {LeftOut:#,##0} households at fault");
        text.AppendLine().AppendLine(Row("", law, compares ? other : "", compares ? "difference" : ""));
        Line("with an amount", Law.Recipients, Other.Recipients);
        Line("sum EUR", Law.Sum, Other.Sum, "#,##0.00");
        Line("mean of these EUR", Law.Mean, Other.Mean, "#,##0.00");
        Line("largest EUR", Law.Largest, Other.Largest, "#,##0.00");
        for (var tenths = 1; tenths <= 9; tenths++)
            Line(string.Create(CultureInfo.InvariantCulture, $"{tenths * 10} % have at most EUR"), Law.Decile(tenths), Other.Decile(tenths));
        text.AppendLine();
        Bands(text, law, Law);
        if (!compares)
            return text.ToString();
        Bands(text, other, Other);
        text.AppendLine(CultureInfo.InvariantCulture, $"  gain      {Gain}").AppendLine(CultureInfo.InvariantCulture, $"  lose      {Loss}")
            .AppendLine(CultureInfo.InvariantCulture, $"  newly have an amount {New}").AppendLine(CultureInfo.InvariantCulture, $"  no longer have one   {Lost}")
            .AppendLine(CultureInfo.InvariantCulture, $"  unchanged {Law.Households - Gain.Households - Loss.Households:#,##0} households");
        return text.ToString();

        void Line(string what, decimal one, decimal two, string format = "#,##0") => text.AppendLine(Row(what, Number(one, format), compares ? Number(two, format) : "",
            compares ? (two - one).ToString("+" + format + ";-" + format + ";0", CultureInfo.InvariantCulture) : ""));

        static string Number(decimal number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
    }

    public JsonObject Json() => compares
        ? new JsonObject
        {
            ["left_out"] = LeftOut, ["law"] = Json(Law), ["what_if"] = Json(Other), ["difference"] = Other.Sum - Law.Sum,
            ["gain"] = Gain.Json(), ["lose"] = Loss.Json(), ["newly"] = New.Json(), ["no_longer"] = Lost.Json(),
        }
        : new JsonObject { ["left_out"] = LeftOut, ["law"] = Json(Law) };

    private static string Row(string what, string one, string two, string difference) =>
        string.Create(CultureInfo.InvariantCulture, $"  {what,-24}{one,18}{two,18}{difference,18}").TrimEnd();

    private static void Bands(StringBuilder text, string law, Distribution distribution)
    {
        var bands = distribution.Bands();
        var most = bands.Count == 0 ? 1 : Math.Max(1, bands.Max(band => band.Households));
        text.AppendLine(CultureInfo.InvariantCulture, $"  EUR, {law}");
        foreach (var (from, below, households) in bands)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {from,6} to below {below,6} {households,12:#,##0} {new string('#', (int)(households * 40 / most))}");
        text.AppendLine();
    }

    private static JsonObject Json(Distribution distribution) => new()
    {
        ["households"] = distribution.Households, ["recipients"] = distribution.Recipients, ["sum"] = distribution.Sum, ["mean"] = distribution.Mean,
        ["largest"] = distribution.Largest,
        ["deciles"] = new JsonArray([.. Enumerable.Range(1, 9).Select(tenths => JsonValue.Create(distribution.Decile(tenths)))]),
        ["bands"] = new JsonArray([.. distribution.Bands().Select(band => new JsonObject
        {
            ["from"] = band.From, ["below"] = band.Below, ["households"] = band.Households,
        })]),
    };

    private sealed class Change
    {
        public long Households { get; private set; }

        private decimal Sum { get; set; }

        public void Add(decimal amount)
        {
            Households++;
            Sum += amount;
        }

        public JsonObject Json() => new() { ["households"] = Households, ["sum"] = Sum };

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Households:#,##0} households, {Sum:#,##0.00} EUR");
    }
}
