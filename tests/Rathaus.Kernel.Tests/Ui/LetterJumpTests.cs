using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Parts;

namespace Rathaus.Kernel.Tests.Ui;

/// <summary>Long lists by letter, as German dictionaries sort (DIN 5007-1).</summary>
public sealed class LetterJumpTests
{
    private static readonly string[] Names = ["Übermittlungssperre", "Unterhalt", "Zulassung", "ähnlich", "Abmelden", "2. Wohnung", .. Enumerable.Range(1, 15).Select(i => $"Karte {i}")];

    [Fact]
    public void The_first_entry_of_each_letter_is_a_place_to_jump_to()
    {
        var jump = new LetterJump<string>("alle", Names, static name => name, Language.German);
        Assert.Equal(["#", "A", "K", "U", "Z"], jump.Letters.Select(letter => letter.Letter));
        Assert.Equal("alle-u", jump.IdAt(jump.Items.ToList().IndexOf("Übermittlungssperre")));
        Assert.Null(jump.IdAt(jump.Items.ToList().IndexOf("Unterhalt")));
        Assert.Equal(jump.Letters.Count, Enumerable.Range(0, Names.Length).Select(jump.IdAt).OfType<string>().Distinct().Count());
    }

    [Fact]
    public void A_short_list_has_none() => Assert.Empty(new LetterJump<string>("alle", Names.Take(19), static name => name, Language.German).Letters);
}
