using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>What every document of a case carries, receipt and notice alike: issuer, colours of the town, honesty mark.</summary>
internal static class LetterDress
{
    public static LetterDocument Of(Texts words, Municipality town, EffectiveService service, bool simulated, LetterDocument letter) => letter with
    {
        Language = words.Language,
        Author = $"{town.FullName}, {service.Office.Name.German}",
        Subject = service.Name.In(words.Language),
        Colours = new LetterColours(town.Theme.Deep, town.Theme.Soft),
        Mark = simulated ? words["cases.letter.simulation"] : letter.Mark,
    };
}
