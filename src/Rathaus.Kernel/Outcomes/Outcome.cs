using System.Diagnostics.CodeAnalysis;

namespace Rathaus.Kernel.Outcomes;

/// <summary>Either a value or a refusal. Bugs and outages throw; what a person can cause comes back as this.</summary>
public sealed class Outcome<T>
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Refusal is null;

    public T? Value { get; }

    public Refusal? Refusal { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    internal static Outcome<T> From(T value) => new(value, null);

    /// <summary>The next step for a value, or the same refusal.</summary>
    public Outcome<TNext> Then<TNext>(Func<T, Outcome<TNext>> next) => Succeeded ? next(Value) : Refusal;
}

/// <summary>Where C# finds no implicit conversion: interface types such as <c>IReadOnlyList&lt;X&gt;</c>.</summary>
public static class Outcome
{
    public static Outcome<T> Of<T>(T value) => Outcome<T>.From(value);
}
