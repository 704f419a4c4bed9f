using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Coverage;

/// <summary>Which rule is meant.</summary>
internal static class RuleChoice
{
    /// <summary>The rule of this id; when none is named, the one that holds without an end and has the most vehicles' kinds.</summary>
    public static DeadlineRule Choose(this IReadOnlyList<DeadlineRule> rules, string? id) => id is null
        ? rules.Where(rule => rule.ValidTo is null).DefaultIfEmpty(rules[^1]).OrderByDescending(rule => rule.Vehicles.Contains(VehicleType.Rtw)).First()
        : rules.FirstOrDefault(rule => rule.Id == id)
            ?? throw new RescueFileException($"there is no rule {id}; there are: {string.Join(", ", rules.Select(rule => rule.Id))}");
}
