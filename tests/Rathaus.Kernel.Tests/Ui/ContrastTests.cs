using Rathaus.Kernel.Ui;
using Rathaus.Kernel.Ui.Assets;

namespace Rathaus.Kernel.Tests.Ui;

public sealed class ContrastTests
{
    /// <summary>WCAG 2.2, definition of contrast ratio: black on white is 21, equal colours 1; #767676 is the lightest grey with 4.5 on white.</summary>
    [Theory]
    [InlineData("#000000", "#ffffff", 21.0)]
    [InlineData("#ffffff", "#ffffff", 1.0)]
    [InlineData("#767676", "#ffffff", 4.54)]
    [InlineData("#ffffff", "#595959", 7.0)]
    [InlineData("#ff0000", "#ffffff", 4.0)]
    public void The_ratio_is_that_of_the_guideline(string first, string second, double ratio) =>
        Assert.Equal(ratio, Contrast.Ratio(first, second), 0.05);

    [Fact]
    public void The_region_can_be_read() => Assert.Empty(Contrast.Faults(TownTheme.Region));

    [Fact]
    public void Pale_towns_are_refused()
    {
        var faults = Contrast.Faults(new TownTheme("blass", "Stadt Blass", "#3377bb", "#224488", "#aaccee", "B"));
        Assert.Equal(2, faults.Count);
        Assert.StartsWith("white on colour has 4.", faults[0], StringComparison.Ordinal);
        Assert.StartsWith("soft on colour has 2.", faults[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("red")]
    [InlineData("#fff")]
    [InlineData("#12345g")]
    [InlineData("#000000;}body{display:none")]
    public void Other_notations_are_refused_and_reach_no_stylesheet(string colour)
    {
        var town = new TownTheme("stadt", "Stadt", colour, "#000000", "#ffffff", "S");
        Assert.Single(Contrast.Faults(town));
        Assert.Throws<FormatException>(() => Contrast.Ratio(colour, "#000000"));
        Assert.DoesNotContain("\"stadt\"", new TownStyle(new Towns([town])).Css, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stylesheet_changes_its_address_with_its_content()
    {
        var towns = new Towns([new TownTheme("soest", "Stadt Soest", "#27592f", "#1a3d20", "#cce8d0", "S")]);
        var style = new TownStyle(towns);
        var before = style.Address;
        Assert.Contains("[data-town=\"soest\"]{--rh-town:#27592f;", style.Css, StringComparison.Ordinal);
        Assert.Equal(before, style.Address);
        towns.All = [towns.All[0] with { Colour = "#174920" }];
        Assert.NotEqual(before, style.Address);
    }

    private sealed class Towns(IReadOnlyList<TownTheme> all) : ITownThemes
    {
        public IReadOnlyList<TownTheme> All { get; set; } = all;

        public TownTheme? Find(string townId) => All.FirstOrDefault(town => town.Id == townId);
    }
}
