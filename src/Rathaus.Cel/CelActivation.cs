namespace Rathaus.Cel;

/// <summary>
/// The values for one evaluation at a time: a slot per variable of the environment. Made once and reused it
/// allocates nothing; it belongs to one thread. A variable nobody set reads as an error.
/// </summary>
public sealed class CelActivation
{
    private readonly CelEnvironment environment;
    private readonly CelValue[] slots;

    internal CelActivation(CelEnvironment environment, object? context)
    {
        this.environment = environment;
        slots = new CelValue[environment.Variables.Count];
        Context = context;
    }

    /// <summary>What functions find as <see cref="CelCall.Context"/>.</summary>
    public object? Context { get; set; }

    internal CelValue[] Slots => slots;

    /// <summary>By <see cref="CelEnvironment.IndexOf"/>.</summary>
    public CelValue this[int index]
    {
        get => slots[index];
        set => slots[index] = value;
    }

    /// <exception cref="ArgumentException">The environment has no variable of that name.</exception>
    public CelActivation Set(string name, CelValue value)
    {
        var index = environment.IndexOf(name);
        if (index < 0)
            throw new ArgumentException($"The environment has no variable {name}", nameof(name));
        slots[index] = value;
        return this;
    }

    public void Clear() => Array.Clear(slots);
}
