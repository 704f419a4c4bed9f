using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>
/// Counts what the examples of each package show. A package has at least three, one in which the application is taken and one in which
/// it is turned away: by a rule, by a fault of an answer, or by the decision.
/// </summary>
internal sealed class ExampleTally
{
    private readonly Dictionary<(string Lead, string Service), (int Taken, int TurnedAway)> counts = [];

    public void Count(string lead, string service, Example example)
    {
        var (taken, turnedAway) = counts.GetValueOrDefault((lead, service));
        counts[(lead, service)] = IsTurnedAway(example) ? (taken, turnedAway + 1) : (taken + 1, turnedAway);
    }

    public void Report(PackageDef package, FaultList faults)
    {
        if (package.IsAdvice)
            return;
        var (taken, turnedAway) = counts.GetValueOrDefault((package.Lead, package.Id));
        var file = package.Folder + "/service.yaml";
        if (taken + turnedAway < 3)
            faults.Warn(file, 1, $"examples: {taken + turnedAway}, at least 3 are needed");
        if (taken == 0)
            faults.Warn(file, 1, "no example shows an application that is taken");
        if (turnedAway == 0)
            faults.Warn(file, 1, "no example shows an application that is turned away");
    }

    private static bool IsTurnedAway(Example example) =>
        Has(example, "refused") || Has(example, "faults") || (example.Expect.Value("decision") as ScalarNode)?.Text == "refused";

    private static bool Has(Example example, string key) => example.Expect.Value(key) is ListNode { Items.Count: > 0 } or MapNode { Entries.Count: > 0 };
}
