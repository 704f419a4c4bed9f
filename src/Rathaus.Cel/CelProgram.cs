using Rathaus.Cel.Compiling;

namespace Rathaus.Cel;

/// <summary>A checked and compiled expression; immutable, for any number of threads.</summary>
public sealed class CelProgram
{
    private readonly CelEnvironment environment;
    private readonly Run run;
    private readonly int locals;

    internal CelProgram(CelEnvironment environment, string source, CelType type, Run run, int locals)
    {
        this.environment = environment;
        this.run = run;
        this.locals = locals;
        Source = source;
        Type = type;
    }

    public string Source { get; }

    internal CelEnvironment Environment => environment;

    /// <summary>What <see cref="CelEnvironment.Compile(string, CelType?)"/> was told.</summary>
    internal CelType? Expected { get; init; }

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

    /// <summary>The value when it is the same for every activation, else null.</summary>
    public CelValue? Constant { get; internal init; }

    /// <summary>Parts evaluated in some cases only; empty unless the environment records them.</summary>
    public IReadOnlyList<CelBranch> Branches { get; internal init; } = [];

    /// <summary>The value, or an error value; never throws for what an expression or its input can cause.</summary>
    /// <exception cref="ArgumentException">The activation was made by an environment this program does not fit.</exception>
    public CelValue Evaluate(CelActivation activation)
    {
        activation.MustFit(environment);
        var frame = activation.Enter();
        frame.Begin(environment.Limits, locals, activation.Context);
        try
        {
            var value = run(frame);
            return frame.Exhausted && !value.IsError ? frame.ExhaustedError : value;
        }
        finally
        {
            frame.Busy = false;
        }
    }

    /// <summary>A slot for each variable of the environment the program was compiled in.</summary>
    public CelActivation NewActivation(object? context = null) => environment.NewActivation(context);

    /// <summary>For an expression that reads no variable.</summary>
    public CelValue Evaluate() => Evaluate(environment.NewActivation());
}
