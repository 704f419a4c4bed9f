using Rathaus.Cel;
using Rathaus.Kernel.Ui.Questions;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Engine;

/// <summary>The functions a package may call: those of the house, the declared facts, its own tables.</summary>
internal static class RuleLibrary
{
    private static readonly CelType OptionalZone = CelType.Optional(CelTypes.Zone);
    private static readonly CelType OptionalName = CelType.Optional(CelType.String);
    private static readonly CelType Dates = CelType.List(CelType.Date);

    public static CelEnvironment For(PackageDef package, IReadOnlyDictionary<string, FactDef> facts, ProgramCache cache) =>
        cache.Environment($"library of {package.Folder}", () => Make(package, facts, cache.Start));

    private static CelEnvironment Make(PackageDef package, IReadOnlyDictionary<string, FactDef> facts, CelEnvironment start)
    {
        var environment = start
            .WithFunction(new CelFunction("zoneOf", [.. Zones(package)]))
            .WithFunction(new CelFunction("country", new CelOverload(
                "country_string", [CelType.String], CelType.String,
                static call => CelValue.Of(Countries.NameOf(call[0].AsString, Run(call).Language) ?? call[0].AsString))))
            .WithFunction(new CelFunction("sameAddress", new CelOverload(
                "same_address_address", [CelTypes.Address, CelTypes.Address], CelType.Bool,
                static call => CelValue.Of(SameAddress.Are(call[0], call[1])), cost: 5)))
            .WithFunction(new CelFunction("euro", new CelOverload(
                "euro_decimal", [CelType.Decimal], CelType.String, static call => CelValue.Of(Run(call).Money(call[0].AsDecimal)))));
        if (package.Parameters.Count(parameter => parameter.Type == ParameterType.Calendar) == 1)
        {
            environment = environment.WithFunction(new CelFunction("pickupDates", new CelOverload(
                "pickup_dates", [CelTypes.Address, CelType.Date], Dates,
                static call => Run(call).PickupDates(call[0], call[1].AsDate), cost: 50)));
        }

        foreach (var fact in facts.Values)
        {
            environment = environment.WithFunction(new CelFunction(fact.Name, new CelOverload(
                fact.Name, fact.Takes, fact.Gives, call => Run(call).Fact(fact, call.Arguments), cost: 100)));
        }

        foreach (var table in package.Tables)
            environment = environment.WithFunction(Table.Build(table, package.Drafts).Function);
        return environment;
    }

    private static IEnumerable<CelOverload> Zones(PackageDef package)
    {
        yield return new CelOverload(
            "zone_of_areas", [CelTypes.Address, OptionalName], OptionalZone,
            static call => call[1].HasValue ? Run(call).ZoneOf(call[0], call[1].OptionalValue.AsString) : CelValue.OptionalNone, cost: 20);
        var sole = package.Parameters.Where(parameter => parameter.Type == ParameterType.Areas).ToList();
        if (sole.Count == 1)
        {
            yield return new CelOverload(
                "zone_of", [CelTypes.Address], OptionalZone, call => Run(call).ZoneOf(call[0], sole[0].Id), cost: 20);
        }
    }

    private static EvaluationRun Run(CelCall call) => (EvaluationRun)call.Context!;
}
