using System.Collections.Concurrent;
using System.Globalization;
using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Ui.Questions;

/// <summary>Countries and territories by ISO 3166-1 alpha-2 code, with names from the Unicode CLDR (Data/countries.csv).</summary>
public static class Countries
{
    private static readonly IReadOnlyList<(string Code, string German, string English)> All = Read();

    private static readonly ConcurrentDictionary<Language, IReadOnlyList<(string Code, string Name)>> Sorted = [];

    public static IReadOnlyCollection<string> Codes { get; } = All.Select(country => country.Code).ToHashSet(StringComparer.Ordinal);

    /// <summary>Null for an unknown code.</summary>
    public static string? NameOf(string code, Language language) =>
        SortedIn(language).FirstOrDefault(country => country.Code == code).Name;

    /// <summary>Options of a question, Germany first, the rest in the language's order.</summary>
    public static IReadOnlyList<FieldOption> In(Language language, string chosen) =>
        [.. SortedIn(language).Select(country => new FieldOption(country.Code, country.Name, Chosen: country.Code == chosen))];

    private static IReadOnlyList<(string Code, string Name)> SortedIn(Language language) => Sorted.GetOrAdd(language, static language =>
    {
        var comparer = StringComparer.Create(CultureInfo.GetCultureInfo(language.CultureName), ignoreCase: true);
        return [.. All
            .Select(country => (country.Code, Name: language == Language.English ? country.English : country.German))
            .OrderByDescending(country => country.Code == "DE")
            .ThenBy(country => country.Name, comparer)];
    });

    private static List<(string Code, string German, string English)> Read()
    {
        using var stream = typeof(Countries).Assembly.GetManifestResourceStream("countries.csv")
            ?? throw new InvalidOperationException("countries.csv is not embedded");
        using var reader = new StreamReader(stream);
        var countries = new List<(string, string, string)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(';') is [var code, var german, var english])
                countries.Add((code, german, english));
        }

        return countries;
    }
}
