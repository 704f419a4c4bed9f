using Rathaus.Cel.Compiling;

namespace Rathaus.Cel;

/// <summary>
/// The values for one evaluation at a time: a slot per variable of the environment. Made once and reused it
/// allocates nothing; it belongs to one thread. A variable nobody set reads as an error.
/// </summary>
public sealed class CelActivation
{
    private readonly Frame frame;
    private readonly CelEnvironment environment;
    private CelEnvironment fits;

    internal CelActivation(CelEnvironment environment, object? context)
    {
        this.environment = environment;
        fits = environment;
        frame = new Frame(new CelValue[environment.Variables.Count]);
        Context = context;
    }

    /// <summary>What functions find as <see cref="CelCall.Context"/>.</summary>
    public object? Context { get; set; }

    /// <summary>By <see cref="CelEnvironment.IndexOf"/>.</summary>
    public CelValue this[int index]
    {
        get => frame.Slots[index];
        set => frame.Slots[index] = value;
    }

    /// <exception cref="ArgumentException">The environment has no variable of that name.</exception>
    public CelActivation Set(string name, CelValue value)
    {
        var index = environment.IndexOf(name);
        if (index < 0)
            throw new ArgumentException($"The environment has no variable {name}", nameof(name));
        frame.Slots[index] = value;
        return this;
    }

    public void Clear() => Array.Clear(frame.Slots);

    /// <summary>The own frame, or another over the same values when a function evaluates within an evaluation.</summary>
    internal Frame Enter()
    {
        var free = frame.Busy ? new Frame(frame.Slots) : frame;
        free.Busy = true;
        return free;
    }

    internal void MustFit(CelEnvironment other)
    {
        if (ReferenceEquals(other, fits))
            return;
        for (var i = 0; i < other.Variables.Count; i++)
        {
            if (environment.IndexOf(other.Variables[i].Name) != i)
                throw new ArgumentException($"The activation has no slot for {other.Variables[i].Name}", nameof(other));
        }

        fits = other;
    }
}
