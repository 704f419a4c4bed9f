using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Roads;

/// <summary>Parts of the day with a traffic of their own: 22 to 7, 7 to 10, 10 to 16, 16 to 22 h.</summary>
internal enum TimeBlock
{
    Night,
    Morning,
    Day,
    Evening,
}

/// <summary>What depends on the part of the day.</summary>
internal static class TimeBlocks
{
    public static IReadOnlyList<TimeBlock> All { get; } = [TimeBlock.Night, TimeBlock.Morning, TimeBlock.Day, TimeBlock.Evening];

    public static TimeBlock Of(int hour) => hour switch
    {
        < 7 or >= 22 => TimeBlock.Night,
        < 10 => TimeBlock.Morning,
        < 16 => TimeBlock.Day,
        _ => TimeBlock.Evening,
    };

    /// <summary>As options and files write it.</summary>
    public static string Word(TimeBlock block) => block switch
    {
        TimeBlock.Night => "night",
        TimeBlock.Morning => "morning",
        TimeBlock.Day => "day",
        TimeBlock.Evening => "evening",
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    /// <summary>An hour that stands for the block.</summary>
    public static TimeOnly Middle(TimeBlock block) => block switch
    {
        TimeBlock.Night => new(2, 30),
        TimeBlock.Morning => new(8, 30),
        TimeBlock.Day => new(13, 0),
        TimeBlock.Evening => new(19, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    /// <summary>Alarm to departure in seconds; the night's time holds from 22 to 7 h.</summary>
    public static double Turnout(Station station, TimeBlock block) =>
        block == TimeBlock.Night ? station.TurnoutNightSeconds : station.TurnoutDaySeconds;

    /// <summary>Emergency travel times of the block: those fitted for it (<c>sec_emergency_night</c> …) or, without, those of all hours.</summary>
    public static ArcTable Emergency(RoadGraph roads, TimeBlock block) =>
        roads.Profiles.TryGetValue($"{RescueArea.Emergency}_{Word(block)}", out var fitted) ? fitted
        : roads.Profiles.TryGetValue(RescueArea.Emergency, out var all) ? all
        : throw new RescueFileException($"arcs.csv: column {RescueArea.Emergency} is missing");
}
