using Rathaus.Cel;
using Rathaus.Services.Packages;

namespace Rathaus.Services.Rules;

/// <summary>What questions, parameters and the engine's own names are in the expression language.</summary>
internal static class CelTypes
{
    private static readonly CelType OptionalString = CelType.Optional(CelType.String);

    public static CelType Strings { get; } = CelType.List(CelType.String);

    public static CelType Address { get; } = Record("address",
        ("street", CelType.String), ("number", CelType.String), ("suffix", OptionalString), ("extra", OptionalString),
        ("post_code", CelType.String), ("town", CelType.String));

    public static CelType Person { get; } = Record("person",
        ("family_name", CelType.String), ("given_names", CelType.String), ("birth_date", CelType.Optional(CelType.Date)));

    public static CelType Organisation { get; } = Record("organisation",
        ("name", CelType.String), ("legal_form", OptionalString), ("register_court", OptionalString), ("register_number", OptionalString));

    public static CelType Geometry { get; } = Record("geometry", ("type", CelType.String), ("coordinates", CelType.Dyn));

    public static CelType Applicant { get; } = Record("applicant",
        ("id", CelType.String), ("trust", CelType.Int), ("family_name", CelType.String), ("given_names", CelType.String),
        ("birth_date", CelType.Date), ("address", Address));

    public static CelType Town { get; } = Record("town",
        ("id", CelType.String), ("name", CelType.String), ("number", CelType.Int), ("ags", CelType.String), ("state", CelType.String),
        ("postcodes", Strings), ("plate_codes", Strings));

    public static CelType Zone { get; } = Record("zone", ("name", CelType.String));

    public static CelType Permit { get; } = Record("permit",
        ("number", CelType.String), ("from", CelType.Date), ("until", CelType.Date));

    public static CelType Fee { get; } = Record("fee", ("total", CelType.Decimal));

    public static CelType Case { get; } = Record("case", ("number", CelType.String), ("received", CelType.Date));

    public static CelType DecisionFacts { get; } = Record("decision", ("date", CelType.Date));

    public static CelType Office { get; } = Record("office",
        ("name", CelType.String), ("street", CelType.String), ("post_code", CelType.String), ("town", CelType.String),
        ("phone", CelType.String), ("email", CelType.String));

    public static CelType Service { get; } = Record("service",
        ("name", CelType.String), ("id", CelType.String), ("version", CelType.String));

    public static CelType Issued { get; } = Record("issued", ("number", CelType.String), ("copies", CelType.Int));

    public static CelType Proof { get; } = Record("proof", ("qr", CelType.String));

    public static CelType Record(string name, params (string Name, CelType Type)[] fields) =>
        CelType.Record(name, fields.ToDictionary(field => field.Name, field => field.Type, StringComparer.Ordinal));

    /// <summary>Type of an answer that is there; for a choice from a list, its element's type.</summary>
    public static CelType Plain(QuestionDef question, CelType? element) => question.Type switch
    {
        QuestionType.YesNo => CelType.Bool,
        QuestionType.Integer or QuestionType.Months => CelType.Int,
        QuestionType.Decimal or QuestionType.Money => CelType.Decimal,
        QuestionType.Date => CelType.Date,
        QuestionType.Choice => element ?? CelType.String,
        QuestionType.MultipleChoice => CelType.List(element ?? CelType.String),
        QuestionType.File => Strings,
        QuestionType.Person => Person,
        QuestionType.Organisation => Organisation,
        QuestionType.Address => Address,
        QuestionType.Geometry => Geometry,
        QuestionType.Group => Group(question),
        QuestionType.RepeatingGroup => CelType.List(Group(question)),
        _ => CelType.String,
    };

    /// <summary>Lists and groups are there always; of the others those that must be answered.</summary>
    public static bool IsOptional(QuestionDef question) =>
        question.Requirement != Requirement.Always && !IsList(question.Type) && question.Type != QuestionType.Group;

    public static bool IsList(QuestionType type) =>
        type is QuestionType.MultipleChoice or QuestionType.File or QuestionType.RepeatingGroup;

    public static CelType Group(QuestionDef question) => CelType.Record(
        question.Id + "_entry",
        question.Children.ToDictionary(
            child => child.Id,
            child => IsOptional(child) ? CelType.Optional(Plain(child, null)) : Plain(child, null), StringComparer.Ordinal));

    public static CelType Of(ParameterDef parameter)
    {
        var plain = parameter.Type switch
        {
            ParameterType.YesNo => CelType.Bool,
            ParameterType.Integer => CelType.Int,
            ParameterType.Decimal or ParameterType.Money => CelType.Decimal,
            ParameterType.Date => CelType.Date,
            ParameterType.Months => CelType.List(CelType.Int),
            ParameterType.Options => Strings,
            _ => CelType.String,
        };
        return parameter.Optional ? CelType.Optional(plain) : plain;
    }

    /// <summary>A person, or a record or map that may stand for one; optional ones and lists of them.</summary>
    public static bool GivesPersons(CelType type) => type.Kind switch
    {
        CelKind.Optional or CelKind.List => GivesPersons(type.Parameters[0]),
        CelKind.Record => type.Fields.ContainsKey("family_name") && type.Fields.ContainsKey("given_names"),
        CelKind.Map => type.Parameters[0].Kind == CelKind.String,
        _ => false,
    };

    /// <summary>The type a step or table states, or null: whatever comes out.</summary>
    public static CelType? Stated(string? type) => type switch
    {
        "bool" => CelType.Bool,
        "int" or "integer" => CelType.Int,
        "decimal" or "money" => CelType.Decimal,
        "text" => CelType.String,
        "date" => CelType.Date,
        _ => null,
    };
}
