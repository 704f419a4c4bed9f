using System.Text;
using System.Xml.Linq;
using Rathaus.Kernel.Documents;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>Figures from ISO/IEC 18004: annexes C, D, E, I and tables 7 and 9.</summary>
public sealed class QrCodeTests
{
    [Fact]
    public void Correction_codewords_of_the_standards_example_01234567()
    {
        byte[] data = [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11];

        Assert.Equal(
            new byte[] { 0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55 }, ReedSolomon.Correction(data, 10));
    }

    [Fact]
    public void Format_information_of_level_M_and_mask_101() => Assert.Equal(0b100000011001110, QrMatrix.FormatBits(5));

    [Theory]
    [InlineData(7, 0b000111110010010100)]
    [InlineData(21, 0b010101011010000011)]
    [InlineData(40, 0b101000110001101001)]
    public void Version_information(int version, int bits) => Assert.Equal(bits, QrMatrix.VersionBits(version));

    [Theory]
    [InlineData(2, "6 18")]
    [InlineData(7, "6 22 38")]
    [InlineData(14, "6 26 46 66")]
    [InlineData(32, "6 34 60 86 112 138")]
    [InlineData(36, "6 24 50 76 102 128 154")]
    [InlineData(40, "6 30 58 86 114 142 170")]
    public void Centres_of_alignment_patterns(int version, string centres) =>
        Assert.Equal(centres, string.Join(' ', QrLayout.AlignmentCentres(version)));

    [Theory]
    [InlineData(1, 14)]
    [InlineData(2, 26)]
    [InlineData(5, 84)]
    [InlineData(9, 180)]
    [InlineData(10, 213)]
    [InlineData(20, 666)]
    [InlineData(40, 2331)]
    public void Bytes_that_fit_a_version_at_level_M(int version, int bytes)
    {
        Assert.Equal(version, QrCode.Encode(new string('a', bytes)).Version);
        if (version < 40)
            Assert.Equal(version + 1, QrCode.Encode(new string('a', bytes + 1)).Version);
    }

    [Fact]
    public void Every_version_reads_back()
    {
        for (var length = 0; length <= QrCode.MostBytes; length += 37)
        {
            var text = new string([.. Enumerable.Range(0, length).Select(i => (char)('!' + i * 7 % 90))]);
            Assert.Equal(text, QrReader.Read(QrCode.Encode(text)));
        }
    }

    [Fact]
    public void Umlauts_and_addresses_read_back()
    {
        const string Text = "https://rathaus.example/verify?name=Müßig&hash=7f3a91c2";

        Assert.Equal(Text, QrReader.Read(QrCode.Encode(Text)));
    }

    [Fact]
    public void Finders_stand_in_three_corners()
    {
        var code = QrCode.Encode("x");
        string[] finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"];
        foreach (var (top, left) in new[] { (0, 0), (0, code.Size - 7), (code.Size - 7, 0) })
        {
            for (var row = 0; row < 7; row++)
                Assert.Equal(finder[row], string.Concat(Enumerable.Range(0, 7).Select(column => code[top + row, left + column] ? '#' : '.')));
        }
    }

    [Fact]
    public void Penalties_of_a_blank_square()
    {
        // 21 x 21 light modules: 42 lines of 3 + 16 points, 400 blocks of 3, darkness 50 % off in ten steps of 10.
        Assert.Equal(42 * 19 + 400 * 3 + 100, QrPenalty.Of(new bool[21, 21]));
    }

    [Fact]
    public void Too_much_text_is_refused() =>
        Assert.Throws<ArgumentException>(() => QrCode.Encode(new string('a', QrCode.MostBytes + 1)));

    [Fact]
    public void A_picture_has_a_name_and_nothing_active()
    {
        var svg = QrSvg.Render(QrCode.Encode("x"), "Prüfen \"hier\" <script>");

        var root = XDocument.Parse(svg).Root!;
        Assert.Equal("Prüfen \"hier\" <script>", root.Attribute("aria-label")?.Value);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Equal("0 0 29 29", root.Attribute("viewBox")?.Value);
    }

    [Theory]
    [InlineData("https://rathaus.example/verify/W-2026-0047116")]
    [InlineData("a")]
    [InlineData("https://rathaus.example/verify?hash=7f3a91c20be4d6185a0733c9e1f4802b9d6e4c15aa307be81f92c64d08e7b5a3&town=wuppertal&number=W-2026-0047116")]
    public async Task A_scanner_of_others_reads_it(string text)
    {
        if (await ExternalTool.RunAsync("zbarimg", Picture(QrCode.Encode(text)), ".pgm", "-q", "--raw", "FILE") is { } scan)
            Assert.Equal(text, scan.Output.Trim());
    }

    /// <summary>A portable grey map, six points per module.</summary>
    private static byte[] Picture(QrCode code)
    {
        const int Scale = 6;
        var edge = (code.Size + 2 * QrCode.QuietZone) * Scale;
        var picture = new List<byte>(Encoding.ASCII.GetBytes($"P5 {edge} {edge} 255\n"));
        for (var y = 0; y < edge; y++)
        {
            for (var x = 0; x < edge; x++)
            {
                var (row, column) = (y / Scale - QrCode.QuietZone, x / Scale - QrCode.QuietZone);
                var dark = row >= 0 && column >= 0 && row < code.Size && column < code.Size && code[row, column];
                picture.Add(dark ? (byte)0 : (byte)255);
            }
        }

        return [.. picture];
    }
}
