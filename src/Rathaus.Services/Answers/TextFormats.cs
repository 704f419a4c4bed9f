using System.Collections.Frozen;
using Rathaus.Kernel.Formats;

namespace Rathaus.Services.Answers;

/// <summary>Formats a text question may ask for by <c>format:</c>; each stores the canonical form and has its messages in every language.</summary>
internal static class TextFormats
{
    private static readonly FrozenDictionary<string, Func<string, FormatResult>> Known = new Dictionary<string, Func<string, FormatResult>>(StringComparer.Ordinal)
    {
        ["business_id"] = BusinessId.Parse,
        ["document_number"] = DocumentNumber.Parse,
        ["evb"] = InsuranceNumber.Parse,
        ["latin"] = text => Din91379.Parse(text, LatinType.B),
        ["name"] = text => Din91379.Parse(text, LatinType.A),
        ["post_code"] = PostCode.Parse,
        ["tax_id"] = TaxId.Parse,
        ["vat_id"] = VatId.Parse,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    public static FormatResult Parse(string format, string text) => Known[format](text);
}
