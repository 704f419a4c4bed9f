namespace Rathaus.Identity.Tests.Http;

/// <summary>The way back after sign-in never leaves this house.</summary>
public sealed class ReturnAddressTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/wuppertal/sperrmuell")]
    [InlineData("/wuppertal/sperrmuell/antrag/1/adresse?seite=2&x=%2Fy#teil")]
    [InlineData("/konto?weiter=//evil.example")]
    public void A_local_address_stays(string address) => Assert.Equal(address, SignInLinks.Local(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("konto")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/%2fevil.example")]
    [InlineData("/%2F%2Fevil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("/x/%5C%5Cevil.example")]
    [InlineData("/anmelden?zurueck=/anmelden")]
    [InlineData("/amt/anmelden")]
    [InlineData("/abmelden")]
    public void Any_other_address_leads_to_the_account(string? address) => Assert.Equal("/konto", SignInLinks.Local(address));

    [Fact]
    public void An_endless_address_leads_to_the_account() =>
        Assert.Equal("/konto", SignInLinks.Local("/" + new string('a', 2000)));

    [Fact]
    public void Staff_go_to_the_office_by_default() => Assert.Equal("/amt", SignInLinks.Local("//evil.example", "/amt"));
}
