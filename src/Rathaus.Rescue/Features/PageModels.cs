using Rathaus.Kernel.Outcomes;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Features;

/// <summary>The start page of the planning.</summary>
/// <param name="Response">Null: there are no calls yet.</param>
internal sealed record OverviewModel(PlannedTown Town, PlanningPeriod? Period, DeadlineRule Rule, ResponseFigures? Response, IReadOnlyList<BatchRow> Batches);

/// <summary>Imports and what was found in them.</summary>
internal sealed record DataModel(PlannedTown Town, PlanningPeriod? Period, IReadOnlyList<BatchRow> Batches);

/// <summary>Where and when emergencies come.</summary>
internal sealed record DemandModel(PlannedTown Town, DemandFigures? Figures);

/// <summary>Who is reached in time at an hour of the day.</summary>
/// <param name="CallsAYear">Emergencies the rule counts; null: none are known.</param>
internal sealed record CoverageModel(
    PlannedTown Town, IReadOnlyList<TownRule> Rules, DeadlineRule Rule, int Hour, TimeBlock Block, CoverageMap Map, PlanningPeriod? Period, double? CallsAYear);

/// <summary>How many vehicles, by several methods.</summary>
internal sealed record SizingModel(PlannedTown Town, PlanningPeriod? Period, SizingFigures? Figures);

/// <summary>The rules and, after a refused confirmation, why.</summary>
internal sealed record DeadlinesModel(PlannedTown Town, IReadOnlyList<TownRule> Rules, string? Refused, Refusal? Refusal);
