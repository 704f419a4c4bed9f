namespace Rathaus.Cel;

/// <summary>A function of the language with all its overloads, for example <c>size</c> or <c>math.abs</c>.</summary>
public sealed class CelFunction(string name, params IReadOnlyList<CelOverload> overloads)
{
    public string Name { get; } = name;

    public IReadOnlyList<CelOverload> Overloads { get; } = overloads;
}

/// <summary>One signature of a function and what it does. Arguments are never errors; a failure is returned as one.</summary>
/// <param name="id">Unique among all overloads of an environment; two with the same id replace each other.</param>
/// <param name="parameters">With <paramref name="receiverStyle"/> the first is what stands before the dot.</param>
/// <param name="result">The type of the value that comes back.</param>
/// <param name="run">The work itself.</param>
/// <param name="receiverStyle">Called as <c>x.f(y)</c>; otherwise as <c>f(x, y)</c>.</param>
/// <param name="cost">What a call counts towards <see cref="CelProgram.CostBound"/> and the step limit.</param>
public sealed class CelOverload(
    string id,
    IReadOnlyList<CelType> parameters,
    CelType result,
    Func<CelCall, CelValue> run,
    bool receiverStyle = false,
    int cost = 1)
{
    public string Id { get; } = id;

    public IReadOnlyList<CelType> Parameters { get; } = parameters;

    public CelType Result { get; } = result;

    public Func<CelCall, CelValue> Run { get; } = run;

    public bool ReceiverStyle { get; } = receiverStyle;

    public int Cost { get; } = cost;

    /// <summary>The same arguments always give the same result, so that a call with literals is computed once.</summary>
    public bool Pure { get; init; }
}

/// <summary>A call on its way: arguments, none of them an error, and what the caller of the evaluation handed in.</summary>
public readonly ref struct CelCall(ReadOnlySpan<CelValue> arguments, object? context)
{
    public ReadOnlySpan<CelValue> Arguments { get; } = arguments;

    /// <summary><see cref="CelActivation.Context"/> of the running evaluation.</summary>
    public object? Context { get; } = context;

    public CelValue this[int index] => Arguments[index];
}
