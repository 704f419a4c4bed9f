namespace Rathaus.Cel.Compiling;

/// <summary>A compiled node.</summary>
internal delegate CelValue Run(Frame frame);

/// <summary>A compiled node, and its value when it is the same every time.</summary>
internal readonly record struct Code(Run Run, CelValue? Constant)
{
    public static Code Of(CelValue constant) => new(_ => constant, constant);

    public static implicit operator Code(Run run) => new(run, null);
}

/// <summary>The room in which one evaluation runs: variables, local slots, arguments on their way, steps left.</summary>
internal sealed class Frame(CelValue[] slots)
{
    private long steps;

    public CelValue[] Slots { get; } = slots;

    public CelValue[] Locals { get; private set; } = [];

    public CelValue[] Stack { get; private set; } = new CelValue[8];

    public int Top { get; set; }

    public object? Context { get; private set; }

    public CelLimits Limits { get; private set; } = new();

    public bool Busy { get; set; }

    public bool Exhausted => steps < 0;

    /// <summary>What every evaluation beyond its steps ends with.</summary>
    public CelValue ExhaustedError => CelValue.Error($"the evaluation takes more than {Limits.Steps} steps");

    public void Begin(CelLimits limits, int locals, object? context)
    {
        if (Locals.Length < locals)
            Locals = new CelValue[locals];
        Limits = limits;
        steps = limits.Steps;
        Context = context;
        Top = 0;
    }

    public bool Spend(long cost) => (steps -= cost) >= 0;

    public void Exhaust() => steps = -1;

    public void Push(in CelValue value)
    {
        if (Top == Stack.Length)
        {
            var larger = new CelValue[Stack.Length * 2];
            Stack.CopyTo(larger, 0);
            Stack = larger;
        }

        Stack[Top++] = value;
    }

    /// <summary>The value, or an error when the expression made it too large.</summary>
    public CelValue Bounded(in CelValue value)
    {
        if (value.Weight <= Limits.ValueSize)
            return value;
        return CelValue.Error($"a value has more than {Limits.ValueSize} parts");
    }
}
