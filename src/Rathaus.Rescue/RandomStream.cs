using System.Numerics;

namespace Rathaus.Rescue;

/// <summary>
/// A reproducible stream of random numbers: xoshiro256** (Blackman and Vigna 2018), its state made by SplitMix64 from a seed and
/// the keys of the stream. Equal keys give equal numbers on every machine and for any number of threads.
/// </summary>
internal sealed class RandomStream
{
    private ulong first;
    private ulong second;
    private ulong third;
    private ulong fourth;

    public RandomStream(params ReadOnlySpan<long> keys)
    {
        var mix = 0x9E3779B97F4A7C15UL;
        foreach (var key in keys)
            mix = Split(mix ^ unchecked((ulong)key));
        first = Split(mix);
        second = Split(first ^ 1);
        third = Split(second ^ 2);
        fourth = Split(third ^ 3);
    }

    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(second * 5, 7) * 9;
        var shifted = second << 17;
        third ^= first;
        fourth ^= second;
        second ^= third;
        first ^= fourth;
        third ^= shifted;
        fourth = BitOperations.RotateLeft(fourth, 45);
        return result;
    }

    /// <summary>From 0 to below 1, 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 to below <paramref name="below"/>, without bias.</summary>
    public int Next(int below)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(below);
        var edge = ulong.MaxValue - (ulong.MaxValue % (ulong)below);
        ulong bits;
        do
            bits = NextBits();
        while (bits >= edge);
        return (int)(bits % (ulong)below);
    }

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    private static ulong Split(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
