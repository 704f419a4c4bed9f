using Rathaus.Kernel.Formats;

namespace Rathaus.Kernel.Tests.Formats;

/// <summary>Test values of ISO 13616, ISO 3779, FZV Anlage 1, § 139b AO and invented ones that follow the same rules.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData("DE89370400440532013000")]
    [InlineData("DE02120300000000202051")]
    [InlineData("DE75512108001245126199")]
    [InlineData("DE06330500000000123456")]
    [InlineData("AT611904300234573201")]
    [InlineData("CH9300762011623852957")]
    [InlineData("NL91ABNA0417164300")]
    [InlineData("BE68539007547034")]
    [InlineData("de89 3704 0044 0532 0130 00")]
    public void A_valid_IBAN_is_stored_without_spaces_in_upper_case(string typed)
    {
        var result = Iban.Parse(typed);
        Assert.True(result.Succeeded);
        Assert.Equal(typed.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant(), result.Value);
    }

    [Theory]
    [InlineData("DE89370400440532013001", "ui.format.iban.check")]
    [InlineData("DE8937040044053201300", "ui.format.iban.short")]
    [InlineData("DE893704004405320130000", "ui.format.iban.long")]
    [InlineData("DE00370400440532013000", "ui.format.iban.check")]
    [InlineData("XX89370400440532013000", "ui.format.iban.country")]
    [InlineData("DE89 3704 O044 0532 0130 00", "ui.format.iban.characters")]
    [InlineData("NL91ABNA0417164301", "ui.format.iban.check")]
    [InlineData("", "ui.format.iban.start")]
    [InlineData("12345", "ui.format.iban.start")]
    public void A_wrong_IBAN_says_what_is_the_matter(string typed, string fault) =>
        Assert.Equal(fault, Iban.Parse(typed).Fault?.Key);

    [Fact]
    public void A_short_IBAN_tells_how_many_characters_are_missing() =>
        Assert.Equal([("n", 14), ("length", 22)], Iban.Parse("DE893704").Fault!.Arguments);

    [Theory]
    [InlineData("86095742719")]
    [InlineData("47036892816")]
    [InlineData("65929970489")]
    [InlineData("57549285017")]
    [InlineData("25768131411")]
    [InlineData("94376210885")]
    [InlineData("80895234714")]
    [InlineData("86 095 742 719")]
    public void A_valid_tax_id_is_accepted(string typed) => Assert.True(TaxId.Parse(typed).Succeeded);

    [Theory]
    [InlineData("86095742710")]
    [InlineData("06095742719")]
    [InlineData("12345678903")]
    [InlineData("11123456789")]
    [InlineData("11122345678")]
    [InlineData("8609574271")]
    [InlineData("8609574271A")]
    [InlineData("")]
    public void A_wrong_tax_id_is_refused(string typed) => Assert.False(TaxId.Parse(typed).Succeeded);

    [Theory]
    [InlineData("W-AB 123", "W-AB 123")]
    [InlineData("w-ab123", "W-AB 123")]
    [InlineData("W AB 123", "W-AB 123")]
    [InlineData("SG-X 1", "SG-X 1")]
    [InlineData("RS-RS 1200", "RS-RS 1200")]
    [InlineData("GE-LS 4H", "GE-LS 4H")]
    [InlineData("AC-EV 100E", "AC-EV 100E")]
    [InlineData("BÜR-A 99", "BÜR-A 99")]
    [InlineData("LÜD-C 77", "LÜD-C 77")]
    [InlineData("CAS-AA 12", "CAS-AA 12")]
    public void A_plate_is_stored_in_its_canonical_form(string typed, string canonical) =>
        Assert.Equal(canonical, Plate.Parse(typed).Value);

    [Theory]
    [InlineData("W-AB 0123")]
    [InlineData("W-ABC 12")]
    [InlineData("WUPP-A 1")]
    [InlineData("SG-X 12345")]
    [InlineData("W-ÄB 12")]
    [InlineData("BÜR-AB 1234")]
    [InlineData("W-AB")]
    [InlineData("W-AB 12X")]
    [InlineData("'; drop table x; --")]
    public void A_wrong_plate_is_refused(string typed) => Assert.False(Plate.Parse(typed).Succeeded);

    [Theory]
    [InlineData("HHA1", "ui.format.plate.separator")]
    [InlineData("W-", "ui.format.plate.letters")]
    [InlineData("W-MU", "ui.format.plate.digits")]
    [InlineData("", "ui.format.plate.empty")]
    public void An_unfinished_plate_says_what_is_missing(string typed, string fault) =>
        Assert.Equal(fault, Plate.Parse(typed).Fault?.Key);

    [Theory]
    [InlineData("42103")]
    [InlineData("D-52062")]
    [InlineData("01067")]
    [InlineData("59494")]
    public void A_valid_postcode_is_five_digits(string typed) =>
        Assert.Equal(typed[^5..], PostCode.Parse(typed).Value);

    [Theory]
    [InlineData("4210")]
    [InlineData("421033")]
    [InlineData("0042A")]
    [InlineData("00123")]
    [InlineData("99999")]
    public void A_wrong_postcode_is_refused(string typed) => Assert.False(PostCode.Parse(typed).Succeeded);

    [Theory]
    [InlineData("1M8GDM9AXKP042788")]
    [InlineData("11111111111111111")]
    [InlineData("WVWZZZ1JZXW000001")]
    [InlineData("wdb2030071a000001")]
    public void A_valid_VIN_is_accepted(string typed) => Assert.True(Vin.Parse(typed).Succeeded);

    [Theory]
    [InlineData("1M8GDM9AXKP04278")]
    [InlineData("1M8GDM9AXKP0427888")]
    [InlineData("WVWZZZ1JZXW00000I")]
    [InlineData("WVWZZZ1JZXWO00001")]
    [InlineData("WVWZZZ1JZXQ000001")]
    [InlineData("WVWZZZ-1JZXW00001")]
    public void A_wrong_VIN_is_refused(string typed) => Assert.False(Vin.Parse(typed).Succeeded);

    [Theory]
    [InlineData("erika@Beispiel.DE", "erika@beispiel.de")]
    [InlineData("o'neill+amt@post.example", "o'neill+amt@post.example")]
    public void An_e_mail_address_keeps_its_local_part(string typed, string stored) =>
        Assert.Equal(stored, Email.Parse(typed).Value);

    [Theory]
    [InlineData("erika")]
    [InlineData("erika@beispiel")]
    [InlineData("a@b@c.de")]
    [InlineData("erika@beispiel.de\r\nBcc: alle@beispiel.de")]
    [InlineData("erika @beispiel.de")]
    public void A_wrong_e_mail_address_is_refused(string typed) => Assert.False(Email.Parse(typed).Succeeded);

    [Theory]
    [InlineData("0202 563-0", "+492025630")]
    [InlineData("+49 (0)202 5630", "+492025630")]
    [InlineData("0031 20 1234567", "+31201234567")]
    [InlineData("0151/12345678", "+4915112345678")]
    public void A_phone_number_is_stored_as_E164(string typed, string stored) =>
        Assert.Equal(stored, Phone.Parse(typed).Value);

    [Theory]
    [InlineData("5630")]
    [InlineData("0202 CALL")]
    [InlineData("+1")]
    [InlineData("+123456789012345678")]
    public void A_wrong_phone_number_is_refused(string typed) => Assert.False(Phone.Parse(typed).Succeeded);

    [Theory]
    [InlineData("05124000", true)]
    [InlineData("05962024", true)]
    [InlineData("5124000", false)]
    [InlineData("17124000", false)]
    [InlineData("00124000", false)]
    [InlineData("0512400A", false)]
    public void An_AGS_has_eight_digits_and_a_known_Land(string key, bool valid) =>
        Assert.Equal(valid, MunicipalityKey.IsAgs(key));

    [Fact]
    public void The_AGS_is_contained_in_the_ARS() =>
        Assert.Equal("05774032", MunicipalityKey.AgsOf("057740032032"));
}
