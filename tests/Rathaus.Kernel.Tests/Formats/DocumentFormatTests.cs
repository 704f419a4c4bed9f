using Rathaus.Kernel.Formats;

namespace Rathaus.Kernel.Tests.Formats;

/// <summary>Numbers of businesses, documents and insurers: samples of ICAO Doc 9303 and public test values, and invented ones that follow the same rules.</summary>
public sealed class DocumentFormatTests
{
    private const string Card = "IDD<<T220001293<<<<<<<<<<<<<<<\n6408125<2010315D<<<<<<<<<<<<<4\nMUSTERMANN<<ERIKA<<<<<<<<<<<<<";
    private const string IcaoCard = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    private const string Pass = "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<\nC01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4";
    private const string IcaoPass = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory]
    [InlineData("DE136695976")]
    [InlineData("DE123456788")]
    [InlineData("DE987654328")]
    [InlineData("DE400000018")]
    [InlineData("DE812345673")]
    [InlineData("de 136 695 976")]
    public void A_valid_VAT_id_is_accepted(string typed) => Assert.True(VatId.Parse(typed).Succeeded);

    [Theory]
    [InlineData("DE136695978", "check")]
    [InlineData("DE123456789", "check")]
    [InlineData("DE036695976", "shape")]
    [InlineData("DE13669597", "shape")]
    [InlineData("ATU13585627", "shape")]
    [InlineData("DE1366959766", "shape")]
    [InlineData("", "shape")]
    public void A_wrong_VAT_id_says_what_is_the_matter(string typed, string fault) =>
        Assert.Equal("ui.format.vatid." + fault, VatId.Parse(typed).Fault?.Key);

    [Theory]
    [InlineData("DE123456788-00001")]
    [InlineData("DE987654328-00001")]
    [InlineData("DE400000018-00002")]
    [InlineData("DE812345673-00001")]
    [InlineData("DE202020202-00010")]
    [InlineData("DE123456789-00001")] // its check digit is an assumption: no reason to turn a business away
    public void A_business_id_is_accepted(string typed) => Assert.True(BusinessId.Parse(typed).Succeeded);

    [Theory]
    [InlineData("DE123456788-00000")]
    [InlineData("DE123456788-1")]
    [InlineData("123456788-00001")]
    [InlineData("DE123456788/00001")]
    [InlineData("")]
    public void A_wrong_business_id_is_refused(string typed) =>
        Assert.Equal("ui.format.businessid.shape", BusinessId.Parse(typed).Fault?.Key);

    [Theory]
    [InlineData("L01X00T471")]
    [InlineData("T220001293")]
    [InlineData("C01X00T478")]
    [InlineData("LZ6311T475")]
    [InlineData("1220001297")]
    [InlineData("LF3ZT4WC01")]
    [InlineData("P7R2V5N1M1")]
    [InlineData("L01X00T47")]
    [InlineData("l01x 00t47 1")]
    public void A_serial_number_is_accepted_with_or_without_its_check_digit(string typed) =>
        Assert.True(DocumentNumber.Parse(typed).Succeeded);

    [Theory]
    [InlineData("L01X00T472", "check")]
    [InlineData("T220001294", "check")]
    [InlineData("L01X00T4", "length")]
    [InlineData("L01X00T4711", "length")]
    [InlineData("LO1X00T471", "characters")]
    [InlineData("A01X00T471", "characters")]
    [InlineData("", "length")]
    public void A_wrong_serial_number_says_what_is_the_matter(string typed, string fault) =>
        Assert.Equal("ui.format.document." + fault, DocumentNumber.Parse(typed).Fault?.Key);

    [Theory]
    [InlineData("A1B2C3D")]
    [InlineData("7XK29QP")]
    [InlineData("FFK0932")]
    [InlineData("LQ77T1Z")]
    [InlineData("h8v 4w2n")]
    public void An_eVB_number_is_accepted(string typed) => Assert.True(InsuranceNumber.Parse(typed).Succeeded);

    [Theory]
    [InlineData("A1B2C3", "length")]
    [InlineData("A1B2C3D4", "length")]
    [InlineData("A1 B2C3", "length")]
    [InlineData("", "length")]
    [InlineData("A1B2-3D", "characters")]
    [InlineData("A1B2CÄD", "characters")]
    public void A_wrong_eVB_number_says_what_is_the_matter(string typed, string fault) =>
        Assert.Equal("ui.format.evb." + fault, InsuranceNumber.Parse(typed).Fault?.Key);

    [Fact]
    public void The_zone_of_a_German_card_is_read()
    {
        var (zone, fault) = MachineReadableZone.Parse(Card, Today);
        Assert.Null(fault);
        Assert.Equal(new MachineReadableZone("ID", "D", "T22000129", "D", "1964-08-12", new DateOnly(2020, 10, 31), "", "MUSTERMANN", "ERIKA"), zone);
    }

    [Fact]
    public void The_zone_of_a_passport_is_read()
    {
        Assert.Equal(
            new MachineReadableZone("P", "D", "C01X00T47", "D", "1964-08-12", new DateOnly(2027, 2, 28), "F", "MUSTERMANN", "ERIKA"),
            MachineReadableZone.Parse(Pass, Today).Zone);
        Assert.Equal(
            new MachineReadableZone("P", "UTO", "L898902C3", "UTO", "1974-08-12", new DateOnly(2012, 4, 15), "F", "ERIKSSON", "ANNA MARIA"),
            MachineReadableZone.Parse(IcaoPass, Today).Zone);
        Assert.Equal("ANNA MARIA", MachineReadableZone.Parse(IcaoCard.ToLowerInvariant(), Today).Zone!.GivenNames);
    }

    public static TheoryData<string> Zones => [Card, IcaoCard, Pass, IcaoPass];

    /// <summary>A single wrong digit below a check digit never passes.</summary>
    [Theory]
    [MemberData(nameof(Zones))]
    public void One_digit_read_wrongly_is_noticed(string zone)
    {
        var lines = zone.Split('\n');
        var from = lines.Length == 3 ? 0 : lines[0].Length + 1;
        var until = lines.Length == 3 ? lines[0].Length + 1 + lines[1].Length : zone.Length;
        for (var at = from; at < until; at++)
        {
            if (!char.IsAsciiDigit(zone[at]))
                continue;
            var wrong = zone[..at] + (char)('0' + ((zone[at] - '0' + 1) % 10)) + zone[(at + 1)..];
            Assert.NotNull(MachineReadableZone.Parse(wrong, Today).Fault);
        }
    }

    [Theory]
    [InlineData("", "lines")]
    [InlineData("IDD<<T220001293<<<<<<<<<<<<<<<\n6408125<2010315D<<<<<<<<<<<<<4", "lines")]
    [InlineData("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<\nC01X00T478D<<6408125F2702283<<<<<<<<<<<<<<4", "lines")]
    [InlineData("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<\nC01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<<4", "lines")]
    [InlineData("P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<\nC01X00T478D<<64O8125F2702283<<<<<<<<<<<<<<<4", "check")]
    [InlineData("P<D<<MÜLLER<<ERIKA<<<<<<<<<<<<<<<<<<<<<<<<<<\nC01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4", "characters")]
    public void What_is_no_zone_says_what_is_the_matter(string typed, string fault) =>
        Assert.Equal("ui.format.mrz." + fault, MachineReadableZone.Parse(typed, Today).Fault?.Key);
}
