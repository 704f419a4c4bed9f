using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Tests.Domain;

public sealed class CaseTextTests
{
    [Theory]
    [InlineData("Müller-Łukasz", "mueller lukasz")]
    [InlineData("  Çelik   Öz ", "celik oez")]
    [InlineData("W-MU 123", "w mu 123")]
    [InlineData("Straße 5a", "strasse 5a")]
    [InlineData("%_'\"\\", "")]
    [InlineData(null, "")]
    public void Search_forms_forgive_spelling(string? text, string expected) => Assert.Equal(expected, CaseText.ForSearch(text));

    [Fact]
    public void Search_forms_are_bounded() => Assert.True(CaseText.ForSearch(new string('ä', 100_000)).Length <= 200);
}
