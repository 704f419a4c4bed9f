using Rathaus.Cel.Plans;

namespace Rathaus.Cel.Tests;

/// <summary>The short cuts of typed code give bit for bit what decimal gives.</summary>
public sealed class PlanDecimalTests
{
    private static readonly decimal[] Edges =
    [
        0m, 0.0m, 0.00m, -0m, -0.00m, 1m, 1.0m, -1m, 12m, 0.1m, 0.01m, 4294967295m, 4294967296m, 42949672.95m, 18446744073709551615m, 18446744073709551616m,
        184467440737095516.15m, -18446744073709551615m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, 0.0000000000000000000000000000m,
        1m / 3, 1000000000000000000000m / 7, 100m / 12, 9999999999.99m, 79228162514264337593543950.335m,
    ];

    [Fact]
    public void Edges_and_random_numbers_are_computed_as_decimal_computes_them()
    {
        var random = new Random(4711);
        foreach (var a in Edges)
        {
            foreach (var b in Edges)
                Check(a, b);
        }

        for (var i = 0; i < 300_000; i++)
            Check(Number(random), Number(random));
    }

    private static decimal Number(Random random)
    {
        var scale = (byte)random.Next(random.Next(4) == 0 ? 29 : 4);
        var negative = random.Next(5) == 0;
        return random.Next(6) switch
        {
            0 => new decimal(0, 0, 0, negative, scale),
            1 => new decimal(random.Next(200), 0, 0, negative, scale),
            2 => new decimal(random.Next(), 0, 0, negative, scale),
            3 => new decimal(random.Next(int.MinValue, int.MaxValue), random.Next(), 0, negative, scale),
            4 => new decimal(random.Next(), random.Next(), random.Next(), negative, scale),
            _ => random.Next(1, 1_000_000) / 100m,
        };
    }

    private static void Check(decimal a, decimal b)
    {
        PlanDecimal x = a, y = b;
        Same(() => a + b, () => x + y, a, '+', b);
        Same(() => a - b, () => x - y, a, '-', b);
        Same(() => a * b, () => x * y, a, '*', b);
        Same(() => a / b, () => x / y, a, '/', b);
        Same(() => a % b, () => x % y, a, '%', b);
        Same(() => -a, () => -x, a, 'n', b);
        Same(() => decimal.Round(a, 2, MidpointRounding.AwayFromZero), () => PlanDecimal.Round(x, 2), a, 'r', b);
        Assert.Equal((a < b, a <= b, a > b, a >= b, a == b, a != b), (x < y, x <= y, x > y, x >= y, x == y, x != y));
    }

    private static void Same(Func<decimal> expected, Func<PlanDecimal> actual, decimal a, char operation, decimal b)
    {
        var (wanted, got) = (Bits(() => expected()), Bits(() => actual()));
        Assert.True(wanted == got, $"{a} {operation} {b}: expected {wanted}, got {got}");
    }

    private static string Bits(Func<decimal> compute)
    {
        try
        {
            return string.Join(' ', decimal.GetBits(compute()));
        }
        catch (ArithmeticException e)
        {
            return e.GetType().Name;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_whole_number_becomes_the_decimal_it_is(long number)
    {
        Assert.Equal(decimal.GetBits(number), decimal.GetBits((PlanDecimal)number));
    }
}
