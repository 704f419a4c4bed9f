using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Tests.Domain;

public sealed class CaseNumberTests
{
    // ISO 7064 MOD 11,10 by hand for W (32) 2026 000001, digits 3 2 2 0 2 6 0 0 0 0 0 1:
    // p runs 10 -> 6 -> 5 -> 3 -> 6 -> 5 -> 2 -> 4 -> 8 -> 5 -> 10 -> 9 -> 9; check = 11 - 9 = 2.
    [Fact]
    public void The_check_digit_is_that_of_ISO_7064_MOD_11_10() =>
        Assert.Equal("W-2026-0000012", CaseNumber.Create("W", 2026, 1).Text);

    [Theory]
    [InlineData("W-2026-0000012")]
    [InlineData(" w-2026-0000012 ")]
    [InlineData("W-2026-000 0012")]
    public void What_a_person_types_is_read_forgivingly(string typed)
    {
        Assert.True(CaseNumber.TryParse(typed, out var number));
        Assert.Equal("W-2026-0000012", number.Text);
        Assert.Equal("W", number.Code);
        Assert.Equal(2026, number.Year);
        Assert.Equal(1, number.Counter);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("W-2026-0000013")]
    [InlineData("W-2026-0000102")]
    [InlineData("X-2026-0000012")]
    [InlineData("W-2026-12")]
    [InlineData("W-26-0000012")]
    [InlineData("W-2026-0000012'; drop table cases.application")]
    [InlineData("W-2026-００００012")]
    [InlineData("W-2026-0000000000000000000000012")]
    [InlineData("W--2026-0000012")]
    public void Anything_else_is_no_number(string? typed) => Assert.False(CaseNumber.TryParse(typed, out _));

    [Fact]
    public void Every_single_wrong_digit_is_found()
    {
        for (var counter = 1L; counter < 300; counter += 7)
        {
            var text = CaseNumber.Create("AC", 2026, counter).Text;
            for (var i = 3; i < text.Length; i++)
            {
                if (!char.IsAsciiDigit(text[i]))
                    continue;
                for (var digit = '0'; digit <= '9'; digit++)
                {
                    if (digit != text[i])
                        Assert.False(CaseNumber.TryParse(text[..i] + digit + text[(i + 1)..], out _), text);
                }
            }
        }
    }

    [Fact]
    public void The_counter_grows_beyond_six_digits_and_reads_back()
    {
        var number = CaseNumber.Create("KRE", 2031, 123_456_789);
        Assert.True(CaseNumber.TryParse(number.Text, out var read));
        Assert.Equal(number, read);
    }
}
