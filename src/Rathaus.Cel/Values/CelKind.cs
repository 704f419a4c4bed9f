namespace Rathaus.Cel;

/// <summary>What a <see cref="CelValue"/> holds, and the outermost shape of a <see cref="CelType"/>.</summary>
public enum CelKind
{
    /// <summary>A slot that nobody filled.</summary>
    Unset,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Decimal,
    String,
    Bytes,
    Timestamp,
    Duration,
    Date,
    Period,
    List,
    Map,
    Type,
    Optional,

    /// <summary>A failed evaluation: <see cref="CelValue.ErrorMessage"/> says why.</summary>
    Error,

    /// <summary>Types only: known at run time.</summary>
    Dyn,

    /// <summary>Types only: a map with statically known fields.</summary>
    Record,

    /// <summary>Types only: a parameter of a generic overload.</summary>
    Parameter,

    /// <summary>Types only: a named type that the language itself knows nothing about.</summary>
    Abstract,
}
