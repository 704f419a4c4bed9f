namespace Rathaus.Cel.Library;

/// <summary>Short forms for the declarations of the library; all of them pure.</summary>
internal static class Declare
{
    public static CelType A { get; } = CelType.Parameter("A");

    public static CelType B { get; } = CelType.Parameter("B");

    /// <summary><c>f(x, y)</c>.</summary>
    public static CelOverload Global(string id, CelType result, Func<CelCall, CelValue> run, params CelType[] parameters) =>
        new(id, parameters, result, run) { Pure = true };

    /// <summary><c>x.f(y)</c>.</summary>
    public static CelOverload Member(string id, CelType result, Func<CelCall, CelValue> run, params CelType[] parameters) =>
        new(id, parameters, result, run, receiverStyle: true) { Pure = true };
}
