namespace Rathaus.Cel.Tests;

/// <summary>Short forms for tests: an expression in, its value or first fault out.</summary>
internal static class Expressions
{
    public static CelValue Evaluate(string source, params (string Name, CelType Type, CelValue Value)[] variables)
    {
        var environment = variables.Aggregate(CelEnvironment.Rathaus, (known, variable) => known.WithVariable(variable.Name, variable.Type));
        return Evaluate(environment, source, null, variables);
    }

    public static CelValue Evaluate(CelEnvironment environment, string source, CelType? expected = null,
        params (string Name, CelType Type, CelValue Value)[] variables)
    {
        var activation = environment.NewActivation(new Desk());
        foreach (var (name, _, value) in variables)
            activation.Set(name, value);
        return Program(environment, source, expected).Evaluate(activation);
    }

    public static CelProgram Program(CelEnvironment environment, string source, CelType? expected = null)
    {
        var compilation = environment.Compile(source, expected);
        Assert.True(compilation.Succeeded, string.Join('\n', compilation.Faults));
        return compilation.Program;
    }

    public static CelFault Fault(string source, CelEnvironment? environment = null, CelType? expected = null)
    {
        var compilation = (environment ?? CelEnvironment.Rathaus).Compile(source, expected);
        Assert.Null(compilation.Program);
        return compilation.Faults[0];
    }

    /// <summary>27 March 2020, a Friday; 1 May is the only holiday it knows.</summary>
    public sealed class Desk : ICelToday, ICelCalendar
    {
        public DateOnly Today => new(2020, 3, 27);

        public bool IsPublicHoliday(DateOnly day) => day is { Month: 5, Day: 1 };
    }
}
