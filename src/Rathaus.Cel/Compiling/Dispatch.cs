namespace Rathaus.Cel.Compiling;

/// <summary>Picks the overload for the values at hand and runs it.</summary>
internal static class Dispatch
{
    public static CelValue Call(Frame frame, string name, CelOverload[] overloads, ReadOnlySpan<CelValue> arguments)
    {
        var overload = Find(overloads, arguments, widen: false) ?? Find(overloads, arguments, widen: true);
        if (overload is null)
            return Access.NoOverload(name, arguments);
        long cost = overload.Cost;
        foreach (ref readonly var argument in arguments)
            cost += argument.Weight >> 4;
        if (!frame.Spend(cost))
            return frame.ExhaustedError;
        try
        {
            // What a function makes is paid for like what it reads.
            var result = overload.Run(new CelCall(arguments, frame.Context));
            return frame.Spend(result.Weight >> 4) ? frame.Bounded(result) : frame.ExhaustedError;
        }
        catch (CelKindException)
        {
            // An element of a list or map is of another kind than the function reads.
            return Access.NoOverload(name, arguments);
        }
    }

    private static CelOverload? Find(CelOverload[] overloads, ReadOnlySpan<CelValue> arguments, bool widen)
    {
        foreach (var overload in overloads)
        {
            if (Fits(overload, arguments, widen))
                return overload;
        }

        return null;
    }

    private static bool Fits(CelOverload overload, ReadOnlySpan<CelValue> arguments, bool widen)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var wanted = overload.Parameters[i].Kind;
            var actual = arguments[i].Kind;
            var fits = wanted == actual || wanted is CelKind.Dyn or CelKind.Parameter or CelKind.Abstract ||
                wanted == CelKind.Record && actual == CelKind.Map ||
                widen && wanted == CelKind.Decimal && actual == CelKind.Int;
            if (!fits)
                return false;
        }

        return true;
    }
}
