using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary>The letter on paper: to whom, which code, where to type it, and whom to tell when one did not ask for it.</summary>
internal sealed class LetterPaper(ITexts texts, ITownThemes themes, RegistrationOffices offices, DemoSetting demo)
{
    /// <param name="origin">Address of the house, <c>https://…</c>.</param>
    public LetterDocument Write(TownEntry town, PrintedLetter printed, string origin)
    {
        var (letter, code) = printed;
        var words = texts.For(Language.Find(letter.Language) ?? Language.German);
        var person = letter.To;
        var office = offices.Of(town)!;
        var theme = themes.Find(town.Id);
        var key = $"identity.paper.{letter.Purpose}.";
        var title = words[key + "title"];
        var address = origin + (letter.Purpose == "recovery" ? Recovery.RecoveryRoutes.Address : LetterRoutes.Address);
        var until = words.LongDate(GermanClock.DayOf(letter.CreatedAt + ActivationLetter.Lifetime));
        List<LetterBlock> blocks =
        [
            new LetterheadBlock
            {
                Sender = town.FullName,
                Office = office.NameIn(Language.German),
                Tile = theme?.Tile ?? town.Name[..1],
                ReturnLine = $"{town.FullName}, {office.Address}",
                Address = [$"{person.GivenNames} {person.FamilyName}", $"{person.Street} {person.HouseNumber}", $"{person.PostCode} {person.Town}"],
                References = [new DefinitionEntry(words["identity.paper.date"], words.LongDate(GermanClock.DayOf(letter.CreatedAt)))],
            },
            new HeadingBlock(1, title),
            new ParagraphBlock(words[key + "lead"], ParagraphTone.Lead),
        ];
        if (code is not null)
            blocks.AddRange(
            [
                new BigTextBlock(words["identity.paper.code"], code, 28),
                new ParagraphBlock(words["identity.paper.until", ("day", until)]),
                new HeadingBlock(2, words["identity.paper.how"]),
                ListBlock.Of(words[key + "step-1"], words[key + "step-2"], words[key + "step-3"]) with { Ordered = true },
                new QrBlock(address, words["identity.paper.picture"], address),
            ]);
        blocks.AddRange(
        [
            new HeadingBlock(2, words["identity.paper.not-you"]),
            new ParagraphBlock(words[key + "not-you", ("office", $"{office.NameIn(Language.German)}, {office.Address}")]),
            new ParagraphBlock(words["identity.paper.never"], ParagraphTone.Small),
        ]);
        return new LetterDocument
        {
            Title = title,
            Language = words.Language,
            Author = town.FullName,
            Footer = $"{town.FullName} · {office.NameIn(Language.German)}",
            Mark = demo.Enabled ? words["identity.paper.mark"] : null,
            Created = letter.CreatedAt,
            Colours = theme is null ? LetterColours.Region : new LetterColours(theme.Colour, theme.Soft),
            Blocks = blocks,
        };
    }
}
