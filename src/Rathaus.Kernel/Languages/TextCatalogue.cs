using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Rathaus.Kernel.Languages;

/// <summary>Where a room's texts lie: embedded as <c>Texts/de.yaml</c>, <c>Texts/en.yaml</c>, <c>Texts/de-einfach.yaml</c>.</summary>
internal sealed record TextRoom(Assembly Assembly, string Prefix);

internal sealed class TextCatalogue : ITexts
{
    private readonly Dictionary<(string Prefix, Language Language), Dictionary<string, TextEntry>> files = [];
    private readonly FrozenDictionary<Language, Texts> languages;

    public TextCatalogue(IEnumerable<TextRoom> rooms, ILogger<TextCatalogue> log)
    {
        foreach (var room in rooms.Distinct())
        {
            foreach (var language in Language.All)
                files.Add((room.Prefix, language), TextFile.Read(room.Assembly, room.Prefix, language));
        }

        var all = Language.All.ToDictionary(
            language => language,
            language => files.Where(file => file.Key.Language == language)
                .SelectMany(file => file.Value)
                .ToFrozenDictionary(StringComparer.Ordinal));
        languages = all.ToFrozenDictionary(
            pair => pair.Key, pair => new Texts(pair.Key, pair.Value, all[Language.German], log));
    }

    public Texts For(Language language) => languages[language];

    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        foreach (var prefix in files.Keys.Select(key => key.Prefix).Distinct())
        {
            foreach (var language in Language.All.Where(language => language != Language.German))
                Compare(prefix, language, files[(prefix, Language.German)], files[(prefix, language)], faults);
        }

        return faults;
    }

    internal static void Compare(
        string prefix, Language language, Dictionary<string, TextEntry> german, Dictionary<string, TextEntry> other,
        List<string> faults)
    {
        foreach (var (key, entry) in german)
        {
            if (!other.TryGetValue(key, out var translated))
                faults.Add($"{prefix}: {language.Code}.yaml: missing {key}");
            else if (!Agree(language, entry.Placeholders(), translated.Placeholders()))
                faults.Add($"{prefix}: {language.Code}.yaml: other placeholders than German in {key}");
        }

        foreach (var key in other.Keys.Where(key => !german.ContainsKey(key)))
            faults.Add($"{prefix}: {language.Code}.yaml: {key} is not in de.yaml");
    }

    /// <summary>Plain German may leave a value out; no language may ask for one that German does not have.</summary>
    private static bool Agree(Language language, IReadOnlySet<string> german, IReadOnlySet<string> translated) =>
        language == Language.PlainGerman ? translated.IsSubsetOf(german) : translated.SetEquals(german);
}

/// <summary>Registration of a room's texts.</summary>
public static class TextsRegistration
{
    /// <param name="prefix">First part of every key of this room, in lower case: <c>cases</c>.</param>
    public static IServiceCollection AddTexts(this IServiceCollection services, Assembly assembly, string prefix)
    {
        services.TryAddSingleton<ITexts, TextCatalogue>();
        return services.AddSingleton(new TextRoom(assembly, prefix));
    }
}
