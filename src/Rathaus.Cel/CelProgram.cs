namespace Rathaus.Cel;

/// <summary>A checked and compiled expression; immutable, for any number of threads.</summary>
public sealed class CelProgram
{
    internal CelProgram(string source, CelType type)
    {
        Source = source;
        Type = type;
    }

    public string Source { get; }

    /// <summary>The checked type of the result.</summary>
    public CelType Type { get; }

    /// <summary>Upper bound of the steps, unknown lists taken as <see cref="CelLimits.AssumedSize"/> long.</summary>
    public long CostBound { get; internal init; }

    /// <summary>Names of the variables read, sorted.</summary>
    public IReadOnlyList<string> Variables { get; internal init; } = [];

    /// <summary>Names of the functions called (operators and macros left out), sorted.</summary>
    public IReadOnlyList<string> Functions { get; internal init; } = [];

    /// <summary>Variables with the field path read, such as <c>halter.adresse.plz</c>, sorted.</summary>
    public IReadOnlyList<string> References { get; internal init; } = [];

    /// <summary>The value, or an error value; never throws for what an expression or its input can cause.</summary>
    public CelValue Evaluate(CelActivation activation) => throw new NotImplementedException();
}
