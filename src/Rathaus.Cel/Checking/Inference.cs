namespace Rathaus.Cel.Checking;

/// <summary>
/// Assignability and type variables, after the algorithm of cel-go's checker: a variable takes the first type it
/// meets and widens to the more general one; dyn fits everything.
/// </summary>
internal sealed class Inference
{
    private readonly Dictionary<string, CelType> bound = [];
    private readonly Stack<(string Name, CelType? Before)> trail = [];
    private int made;

    public CelType NewVariable() => CelType.Parameter($"_var{made++}");

    /// <summary>Whether a value of <paramref name="actual"/> may stand where <paramref name="wanted"/> is asked; binds variables if so.</summary>
    public bool Assign(CelType wanted, CelType actual) => Try(() => Assignable(wanted, actual));

    public bool AssignAll(IReadOnlyList<CelType> wanted, IReadOnlyList<CelType> actual) =>
        wanted.Count == actual.Count && Try(() =>
        {
            for (var i = 0; i < wanted.Count; i++)
            {
                if (!Assignable(wanted[i], actual[i]))
                    return false;
            }

            return true;
        });

    /// <summary>The type with bound variables replaced; with <paramref name="final"/> free ones become dyn.</summary>
    public CelType Resolve(CelType type, bool final = false)
    {
        if (type.Kind == CelKind.Parameter)
        {
            if (bound.TryGetValue(type.Name, out var known))
                return Resolve(known, final);
            return final ? CelType.Dyn : type;
        }

        return type.Parameters.Count == 0 || ReferenceEquals(type, CelType.Type)
            ? type
            : type.With([.. type.Parameters.Select(parameter => Resolve(parameter, final))]);
    }

    /// <summary>The type of a literal's elements so far, joined with one more.</summary>
    public CelType Join(CelType? soFar, CelType next)
    {
        if (soFar is null)
            return next;
        if (Assign(soFar, next))
            return MostGeneral(soFar, next);
        return (Resolve(soFar).Kind, Resolve(next).Kind) is (CelKind.Int, CelKind.Decimal) or (CelKind.Decimal, CelKind.Int)
            ? CelType.Decimal
            : CelType.Dyn;
    }

    public static CelType MostGeneral(CelType left, CelType right) => EqualOrLessSpecific(left, right) ? left : right;

    /// <summary>A declared signature with variables of its own in place of its parameters.</summary>
    public (IReadOnlyList<CelType> Parameters, CelType Result) Instantiate(CelOverload overload)
    {
        var fresh = new Dictionary<string, CelType>();
        return ([.. overload.Parameters.Select(Replace)], Replace(overload.Result));

        CelType Replace(CelType type)
        {
            if (type.Kind != CelKind.Parameter)
                return type.Parameters.Count == 0 || ReferenceEquals(type, CelType.Type)
                    ? type
                    : type.With([.. type.Parameters.Select(Replace)]);
            if (!fresh.TryGetValue(type.Name, out var variable))
                fresh[type.Name] = variable = NewVariable();
            return variable;
        }
    }

    private bool Try(Func<bool> attempt)
    {
        var mark = trail.Count;
        if (attempt())
            return true;
        while (trail.Count > mark)
        {
            var (name, before) = trail.Pop();
            if (before is null)
                bound.Remove(name);
            else
                bound[name] = before;
        }

        return false;
    }

    private void Bind(CelType variable, CelType type)
    {
        trail.Push((variable.Name, bound.GetValueOrDefault(variable.Name)));
        bound[variable.Name] = type;
    }

    private bool Assignable(CelType wanted, CelType actual)
    {
        if (actual.Kind == CelKind.Parameter)
        {
            if (Substitutes(wanted, actual, out var hadSubstitution))
                return true;
            if (hadSubstitution)
                return false;
        }

        if (wanted.Kind == CelKind.Parameter)
            return Substitutes(actual, wanted, out _);
        if (wanted.IsDyn || actual.IsDyn)
            return true;
        if (wanted.Kind == CelKind.Null)
            return TakesNull(actual);
        if (actual.Kind == CelKind.Null)
            return TakesNull(wanted);
        switch (wanted.Kind)
        {
            case CelKind.Type:
                return actual.Kind == CelKind.Type;
            case CelKind.Record when actual.Kind == CelKind.Map:
                return Assignable(AsMap(wanted), actual);
            case CelKind.Map when actual.Kind == CelKind.Record:
                return Assignable(wanted, AsMap(actual));
            case CelKind.List or CelKind.Map or CelKind.Optional or CelKind.Abstract:
                return wanted.Kind == actual.Kind && wanted.Name == actual.Name &&
                    wanted.Parameters.Count == actual.Parameters.Count &&
                    !wanted.Parameters.Where((parameter, i) => !Assignable(parameter, actual.Parameters[i])).Any();
            default:
                return wanted.Equals(actual);
        }
    }

    private static CelType AsMap(CelType record) =>
        record.Kind == CelKind.Record ? CelType.Map(CelType.String, CelType.Dyn) : record;

    private static bool TakesNull(CelType type) =>
        type.Kind is CelKind.Null or CelKind.Abstract or CelKind.Timestamp or CelKind.Duration;

    private bool Substitutes(CelType type, CelType variable, out bool hadSubstitution)
    {
        hadSubstitution = true;
        if (type.Equals(variable))
            return true;
        if (bound.TryGetValue(variable.Name, out var known))
        {
            if (type.Equals(known))
                return true;
            if (!Assignable(type, known))
                return false;
            var general = MostGeneral(type, known);
            if (NotWithin(variable, general))
                Bind(variable, general);
            return true;
        }

        hadSubstitution = false;
        if (!NotWithin(variable, type))
            return false;
        Bind(variable, type);
        return true;
    }

    /// <summary>No type may contain itself.</summary>
    private bool NotWithin(CelType variable, CelType type)
    {
        if (variable.Equals(type))
            return false;
        if (type.Kind == CelKind.Parameter)
            return !bound.TryGetValue(type.Name, out var known) || NotWithin(variable, known);
        return type.Parameters.All(parameter => NotWithin(variable, parameter));
    }

    private static bool EqualOrLessSpecific(CelType left, CelType right)
    {
        if (left.IsDyn || left.Kind == CelKind.Parameter)
            return true;
        if (right.IsDyn || right.Kind == CelKind.Parameter || left.Kind != right.Kind)
            return false;
        return left.Kind switch
        {
            CelKind.Type => true,
            CelKind.List or CelKind.Map or CelKind.Optional or CelKind.Abstract =>
                left.Name == right.Name && left.Parameters.Count == right.Parameters.Count &&
                !left.Parameters.Where((parameter, i) => !EqualOrLessSpecific(parameter, right.Parameters[i])).Any(),
            _ => left.Equals(right),
        };
    }
}
