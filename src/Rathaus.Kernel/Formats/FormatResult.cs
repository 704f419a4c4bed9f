using System.Diagnostics.CodeAnalysis;

namespace Rathaus.Kernel.Formats;

/// <summary>
/// What is wrong with a typed value. <paramref name="Key"/> names a text of the kernel (<c>ui.format.…</c>) that exists
/// in every language; <paramref name="Arguments"/> fill its places by name.
/// </summary>
public sealed record FormatFault(string Key, params IReadOnlyList<(string Name, object Value)> Arguments);

/// <summary>Either the canonical form of a typed value, as it is stored and compared, or what is wrong with it.</summary>
public sealed class FormatResult
{
    private FormatResult(string? value, FormatFault? fault)
    {
        Value = value;
        Fault = fault;
    }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool Succeeded => Fault is null;

    public string? Value { get; }

    public FormatFault? Fault { get; }

    internal static FormatResult Good(string value) => new(value, null);

    internal static FormatResult Bad(string key, params IReadOnlyList<(string Name, object Value)> arguments) =>
        new(null, new FormatFault("ui.format." + key, arguments));
}
