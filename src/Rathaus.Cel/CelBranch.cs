namespace Rathaus.Cel;

/// <summary>
/// A part of an expression that is evaluated only in some cases: what stands after <c>?</c> or <c>:</c>, or a later operand
/// of <c>&amp;&amp;</c> and <c>||</c>. Kept by environments with <see cref="CelEnvironment.RecordsBranches"/>.
/// </summary>
public sealed class CelBranch
{
    internal CelBranch(string kind, int line, int column)
    {
        Kind = kind;
        Line = line;
        Column = column;
    }

    /// <summary><c>?</c>, <c>:</c>, <c>&amp;&amp;</c> or <c>||</c>: what the part follows.</summary>
    public string Kind { get; }

    /// <summary>Line of the expression on which the part begins, from 1.</summary>
    public int Line { get; }

    /// <summary>From 1.</summary>
    public int Column { get; }

    /// <summary>Whether any evaluation since the compilation came here.</summary>
    public bool Reached { get; internal set; }
}
