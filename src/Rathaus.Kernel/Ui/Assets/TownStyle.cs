using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Kernel.Ui.Assets;

/// <summary>
/// The stylesheet with the colours of every town, generated from the themes: a town is chosen by <c>data-town</c>, on the
/// body or on a part of a page.
/// </summary>
public sealed class TownStyle(ITownThemes? themes = null)
{
    public const string Path = "/assets/towns.css";

    private Sheet? last;

    /// <summary>Address with the hash of the content.</summary>
    public string Address => $"{Path}?v={Current.Hash}";

    public string Css => Current.Css;

    private Sheet Current
    {
        get
        {
            var towns = themes?.All ?? [];
            var sheet = last;
            if (sheet is null || !ReferenceEquals(sheet.Towns, towns))
                last = sheet = Write(towns);
            return sheet;
        }
    }

    /// <summary>Colours that are not written as <c>#rrggbb</c> are left out, so that data cannot add rules.</summary>
    private static Sheet Write(IReadOnlyList<TownTheme> towns)
    {
        var css = new StringBuilder();
        foreach (var town in towns.Prepend(TownTheme.Region))
        {
            if (!IsId(town.Id) || !new[] { town.Colour, town.Deep, town.Soft }.All(Contrast.IsColour))
                continue;
            css.Append("[data-town=\"").Append(town.Id)
                .Append("\"]{--rh-town:").Append(town.Colour)
                .Append(";--rh-town-deep:").Append(town.Deep)
                .Append(";--rh-town-soft:").Append(town.Soft).Append("}\n");
        }

        var text = css.ToString();
        return new Sheet(towns, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8]);
    }

    private static bool IsId(string id) =>
        id.Length > 0 && id.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-") < 0;

    private sealed record Sheet(IReadOnlyList<TownTheme> Towns, string Css, string Hash);
}
