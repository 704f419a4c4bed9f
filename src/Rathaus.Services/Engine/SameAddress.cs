using Rathaus.Cel;
using Rathaus.Services.Towns;

namespace Rathaus.Services.Engine;

/// <summary>Whether two typed addresses are the same house: street in all its spellings, number with letter, post code.</summary>
internal static class SameAddress
{
    public static bool Are(in CelValue one, in CelValue other) => Key(one) == Key(other);

    private static (string Street, string House, string PostCode) Key(in CelValue address)
    {
        var fields = address.AsMap;
        return (
            StreetName.Key(Text(fields, "street")),
            string.Concat((Text(fields, "number") + Text(fields, "suffix")).Where(char.IsLetterOrDigit)).ToUpperInvariant(),
            Text(fields, "post_code").Trim());
    }

    private static string Text(CelMap fields, string name) => fields.TryGet(CelValue.Of(name), out var value)
        ? value switch
        {
            { Kind: CelKind.String } => value.AsString,
            { Kind: CelKind.Optional, HasValue: true } => value.OptionalValue.AsString,
            _ => "",
        }
        : "";
}
