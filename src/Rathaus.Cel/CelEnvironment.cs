using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Rathaus.Cel.Checking;
using Rathaus.Cel.Compiling;
using Rathaus.Cel.Lexing;
using Rathaus.Cel.Library;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel;

/// <summary>
/// What expressions may use: variables with their types, functions, limits. Immutable; every <c>With</c> gives a new
/// one whose slots begin with those of the old, so an activation of the new fits programs of the old.
/// </summary>
public sealed class CelEnvironment
{
    private static readonly Lazy<CelEnvironment> StandardLibrary = new(() => new CelEnvironment().With(
        [.. Arithmetic.Functions, .. Conversions.Functions, .. Strings.Functions, .. MathFunctions.Functions,
            .. Times.Functions, .. Collections.Functions, .. Sets.Functions]));

    private static readonly Lazy<CelEnvironment> RathausLibrary = new(() =>
        StandardLibrary.Value.With([.. Decimals.Functions, .. Amounts.Functions, .. Dates.Functions]));

    private ImmutableDictionary<string, int> indexes = ImmutableDictionary<string, int>.Empty;
    private ImmutableList<CelVariable> variables = [];
    private ImmutableDictionary<string, CelFunction> functions = ImmutableDictionary<string, CelFunction>.Empty;

    private CelEnvironment()
    {
    }

    private CelEnvironment(CelEnvironment other)
    {
        (indexes, variables, functions) = (other.indexes, other.variables, other.functions);
        (Limits, Container, DecimalLiterals, Syntax) = (other.Limits, other.Container, other.DecimalLiterals, other.Syntax);
        RecordsBranches = other.RecordsBranches;
    }

    /// <summary>The standard library with dates, decimals, periods and rounding (README.md).</summary>
    public static CelEnvironment Rathaus => RathausLibrary.Value;

    public IReadOnlyList<CelVariable> Variables => variables;

    public IReadOnlyDictionary<string, CelFunction> Functions => functions;

    public CelLimits Limits { get; private init; } = new();

    /// <summary>Namespace in which names are looked up first.</summary>
    public string Container { get; private init; } = "";

    /// <summary>Whether a literal with a point is a decimal everywhere, see <see cref="WithDecimalLiterals"/>.</summary>
    public bool DecimalLiterals { get; private init; }

    /// <summary>The standard library of cel-spec with the extensions strings, math, encoders, optionals, bindings.</summary>
    public static CelEnvironment Create() => StandardLibrary.Value;

    public CelEnvironment WithVariable(string name, CelType type)
    {
        if (indexes.TryGetValue(name, out var index))
            return Copy(indexes, variables.SetItem(index, new CelVariable(name, type)), functions);
        return Copy(indexes.Add(name, variables.Count), variables.Add(new CelVariable(name, type)), functions);
    }

    /// <summary>Adds a function, or overloads to one that is there.</summary>
    public CelEnvironment WithFunction(CelFunction function)
    {
        var merged = functions.TryGetValue(function.Name, out var known)
            ? new CelFunction(function.Name, [.. known.Overloads.ExceptBy(function.Overloads.Select(o => o.Id), o => o.Id), .. function.Overloads])
            : function;
        return Copy(indexes, variables, functions.SetItem(function.Name, merged));
    }

    /// <summary>Whether programs note which of their <see cref="CelProgram.Branches"/> were evaluated; for coverage, it costs time.</summary>
    public bool RecordsBranches { get; private init; }

    /// <summary>An environment whose programs note which parts were evaluated.</summary>
    public CelEnvironment WithBranches() => new(this) { RecordsBranches = true };

    public CelEnvironment WithLimits(CelLimits limits) => new(this) { Limits = limits };

    public CelEnvironment WithContainer(string container) => new(this) { Container = container };

    /// <summary>
    /// Every literal with a point is a decimal, never a double: <c>0.1 * 3</c> is exactly <c>0.3</c>. For formulae of laws.
    /// </summary>
    public CelEnvironment WithDecimalLiterals() => new(this) { DecimalLiterals = true };

    /// <summary>Slot of a variable in an activation, or -1.</summary>
    public int IndexOf(string name) => indexes.TryGetValue(name, out var index) ? index : -1;

    public CelActivation NewActivation(object? context = null) => new(this, context);

    /// <param name="source">The expression.</param>
    /// <param name="expected">The type the result must have; with decimal, literals with a point are decimals.</param>
    public CelCompilation Compile(string source, CelType? expected = null) => Compile(source, expected, lenient: false);

    /// <summary>Parses and checks without making a program: what an editor asks while somebody types.</summary>
    public IReadOnlyList<CelFault> Check(string source, CelType? expected = null)
    {
        try
        {
            var checker = CheckerFor(source, expected, lenient: false);
            checker.Check(Parser.Parse(source, Limits, Syntax), expected);
            return checker.Faults;
        }
        catch (SourceFaultException fault)
        {
            return [SourceText.Fault(source, fault.Position, fault.Message, fault.Expected)];
        }
    }

    /// <summary>Without the type checker: what does not fit fails when it is evaluated. For conformance and debugging.</summary>
    public CelCompilation CompileUnchecked(string source) => Compile(source, null, lenient: true);

    /// <summary>The checked tree of a program's source, for another compiler.</summary>
    internal Node Tree(CelProgram program)
    {
        var tree = Parser.Parse(program.Source, Limits, Syntax);
        CheckerFor(program.Source, program.Expected, lenient: false).Check(tree, program.Expected);
        return tree;
    }

    private Checker CheckerFor(string source, CelType? expected, bool lenient) =>
        new(this, source, DecimalLiterals || expected is not null && HoldsDecimal(expected), lenient);

    internal CelSyntax Syntax { get; private init; } = CelSyntax.All;

    internal CelEnvironment WithSyntax(CelSyntax syntax) => new(this) { Syntax = syntax };

    private CelCompilation Compile(string source, CelType? expected, bool lenient)
    {
        try
        {
            var tree = Parser.Parse(source, Limits, Syntax);
            var checker = CheckerFor(source, expected, lenient);
            checker.Check(tree, expected);
            if (checker.Faults.Count > 0)
                return new CelCompilation(null, checker.Faults);
            var survey = new Survey(Limits.AssumedSize);
            var cost = survey.Visit(tree);
            if (cost > Limits.Cost)
                return new CelCompilation(null, [SourceText.Fault(source, tree.Position, $"the expression may cost {cost} steps", $"at most {Limits.Cost}")]);
            var wanted = expected?.Kind == CelKind.Decimal ? expected : tree.Type;
            List<CelBranch>? branches = RecordsBranches ? [] : null;
            var code = new Compiler(Limits, source, branches).CompileFor(tree, wanted);
            return new CelCompilation(new CelProgram(this, source, wanted, code.Run, checker.Locals)
            {
                CostBound = cost,
                Variables = survey.Variables,
                Functions = survey.Functions,
                References = survey.References,
                Constant = code.Constant,
                Expected = expected,
                Branches = branches ?? [],
            }, []);
        }
        catch (SourceFaultException fault)
        {
            return new CelCompilation(null, [SourceText.Fault(source, fault.Position, fault.Message, fault.Expected)]);
        }
    }

    private static bool HoldsDecimal(CelType type) =>
        type.Kind == CelKind.Decimal || type.Kind is CelKind.List or CelKind.Optional && HoldsDecimal(type.Parameters[0]);

    private CelEnvironment With(IEnumerable<CelFunction> added) =>
        added.Aggregate(this, (environment, function) => environment.WithFunction(function));

    private CelEnvironment Copy(ImmutableDictionary<string, int> newIndexes, ImmutableList<CelVariable> newVariables,
        ImmutableDictionary<string, CelFunction> newFunctions) =>
        new(this) { indexes = newIndexes, variables = newVariables, functions = newFunctions };
}

/// <summary>A variable that expressions may read.</summary>
public sealed record CelVariable(string Name, CelType Type);

/// <summary>A program, or the faults that stand in its way.</summary>
public sealed record CelCompilation(CelProgram? Program, IReadOnlyList<CelFault> Faults)
{
    [MemberNotNullWhen(true, nameof(Program))]
    public bool Succeeded => Program is not null;
}

/// <summary>What <c>today()</c> asks the activation's context; the clock is never read.</summary>
public interface ICelToday
{
    DateOnly Today { get; }
}

/// <summary>What <c>addWorkdays</c> and <c>isWorkday</c> ask the activation's context.</summary>
public interface ICelCalendar
{
    bool IsPublicHoliday(DateOnly day);
}
