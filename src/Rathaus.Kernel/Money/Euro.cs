using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rathaus.Kernel.Money;

/// <summary>
/// An amount of money, exact to the cent. Arithmetic never rounds silently: an amount with a fraction of a cent is
/// refused, and <see cref="RoundHalfUp"/> is called where a statute says so. Travels as the string <c>"12.34"</c>,
/// lies in the database as <c>numeric(14,2)</c>.
/// </summary>
[JsonConverter(typeof(EuroJson))]
public readonly record struct Euro : IComparable<Euro>
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    public Euro(decimal amount)
    {
        if (decimal.Round(amount, 2) != amount)
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "Not exact to the cent");
        Amount = amount;
    }

    /// <summary>Euros, exact to two decimals.</summary>
    public decimal Amount { get; }

    public static Euro Zero => default;

    public long Cents => (long)(Amount * 100m);

    /// <summary>Commercial rounding to the cent, half away from zero (DIN 1333).</summary>
    public static Euro RoundHalfUp(decimal amount) => new(decimal.Round(amount, 2, MidpointRounding.AwayFromZero));

    public static bool TryParse(string? text, out Euro euro)
    {
        euro = default;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out var amount) || decimal.Round(amount, 2) != amount)
            return false;
        euro = new Euro(amount);
        return true;
    }

    public static Euro operator +(Euro left, Euro right) => new(left.Amount + right.Amount);

    public static Euro operator -(Euro left, Euro right) => new(left.Amount - right.Amount);

    public static Euro operator *(Euro left, int times) => new(left.Amount * times);

    public static bool operator <(Euro left, Euro right) => left.Amount < right.Amount;

    public static bool operator >(Euro left, Euro right) => left.Amount > right.Amount;

    public static bool operator <=(Euro left, Euro right) => left.Amount <= right.Amount;

    public static bool operator >=(Euro left, Euro right) => left.Amount >= right.Amount;

    public int CompareTo(Euro other) => Amount.CompareTo(other.Amount);

    /// <summary>For people: <c>1.234,56 €</c>, number and sign joined by a no-break space.</summary>
    public override string ToString() => Amount.ToString("#,##0.00", German) + "\u00a0€";

    /// <summary>For machines: <c>1234.56</c>.</summary>
    public string ToInvariant() => Amount.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>Amounts as strings; public so that serialisers made at build time can use it.</summary>
public sealed class EuroJson : JsonConverter<Euro>
{
    public override Euro Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Euro.TryParse(reader.GetString(), out var euro)
            ? euro
            : throw new JsonException("An amount is a string such as \"12.34\"");

    public override void Write(Utf8JsonWriter writer, Euro value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToInvariant());
}
