namespace Rathaus.Cel.Parsing;

/// <summary>Parts of the language that came later. A checker of another age is imitated by leaving some out.</summary>
[Flags]
internal enum CelSyntax
{
    None = 0,

    /// <summary><c>a.?b</c>, <c>a[?b]</c>, <c>[?a]</c>, <c>{?k: v}</c>.</summary>
    Optionals = 1,

    /// <summary>Names in backquotes.</summary>
    QuotedFields = 2,

    /// <summary>Macros with two variables.</summary>
    Pairs = 4,

    All = Optionals | QuotedFields | Pairs,
}
