using System.Globalization;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>Values of overlays and packages as staff read them, in German.</summary>
internal static class OverlayShow
{
    /// <summary>The languages a town words things in, German first.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["de", "en", "de-einfach"];

    private static readonly string[] Ends = ["label", "hint", "title", "why", "source", "say", "entry"];

    /// <returns>The value for people, or as written when it does not fit; null without one.</returns>
    public static string? Parameter(ParameterDef def, Node? node)
    {
        if (node is null)
            return null;
        var setting = ParameterValues.Read(def, node, byTown: true, new FaultList());
        if (setting is null)
            return YamlWriter.OneLine(node);
        return setting.Dated.Count == 0
            ? setting.Display.German
            : string.Join("; ", setting.Dated.Select(dated => string.Create(CultureInfo.InvariantCulture, $"{dated.Setting.Display.German} ab {dated.From.Day}.{dated.From.Month}.{dated.From.Year}")));
    }

    public static string Fee(FeeConfirmation fee) => fee.Demo
        ? "Vorführbetrag"
        : string.Create(CultureInfo.InvariantCulture, $"bestätigt: {fee.By}, {fee.On?.Day}.{fee.On?.Month}.{fee.On?.Year}");

    /// <summary>What a text belongs to, by the words people know: the question's label, the page's title.</summary>
    public static string TextName(PackageDef package, string key)
    {
        var texts = PackageComparison.TextsOf(package);
        var parts = key.Split('.');
        for (var length = parts.Length; length > 0; length--)
        {
            var prefix = string.Join('.', parts.Take(length));
            foreach (var end in (string[])["label", "title"])
            {
                if (texts.TryGetValue($"{prefix}.{end}", out var named))
                    return named["de"];
            }
        }

        return texts.TryGetValue(key, out var own) ? Short(own["de"]) : key;
    }

    /// <summary>Which of its texts: <c>hint</c>, <c>label</c> and so on.</summary>
    public static string TextPart(string key)
    {
        var last = key.Split('.')[^1];
        return Ends.Contains(last) ? last : "text";
    }

    public static string Short(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57).TrimEnd(), "…");
}
