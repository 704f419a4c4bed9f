namespace Rathaus.Rescue.Shifts;

/// <summary>What shifts may look like and what they cost. The defaults are usual, not law: the carrier's agreements decide.</summary>
internal sealed record ShiftRules
{
    public const int HoursOfWeek = 168;

    public IReadOnlyList<int> Lengths { get; init; } = [8, 10, 12, 24];

    /// <summary>Hours of the day at which a shift may begin.</summary>
    public IReadOnlyList<int> Starts { get; init; } = [6, 7, 8, 14, 18, 19, 20];

    /// <summary>Weekdays on which a line of duty begins, Monday first.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Patterns { get; init; } = [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4], [5, 6], [4, 5]];

    /// <summary>People on a vehicle.</summary>
    public int Crew { get; init; } = 2;

    /// <summary>Euro of a vehicle with its crew for an hour.</summary>
    public double CostPerHour { get; init; } = 95;

    /// <summary>Hours a year that one person is on duty, without leave, illness and training; to be confirmed by the carrier.</summary>
    public double NetHoursPerPerson { get; init; } = 1_550;

    /// <summary>Crew hours of a week that may be spent; null: as many as are needed.</summary>
    public double? CrewHours { get; init; }

    /// <summary>Kinds of shift (start and length) in use at most.</summary>
    public int? MostTypes { get; init; }

    /// <summary>A station that is open in one hour has a vehicle in every hour.</summary>
    public bool AlwaysOne { get; init; }

    /// <summary>Vehicles that may change the station from one period to the next; null: any number.</summary>
    public int? MostMoves { get; init; }

    /// <summary>All lines of duty at each of so many sites.</summary>
    public IReadOnlyList<ShiftColumn> Columns(int sites)
    {
        if (Starts.Any(start => start is < 0 or > 23) || Lengths.Any(length => length is < 1 or > 24) || Patterns.Any(days => days.Count == 0 || days.Any(day => day is < 0 or > 6)))
            throw new RescueFileException("shifts begin at 0 to 23 h, last 1 to 24 hours, and have at least one weekday");
        var columns = new List<ShiftColumn>();
        for (var site = 0; site < sites; site++)
        {
            foreach (var start in Starts)
            {
                foreach (var length in Lengths)
                {
                    for (var pattern = 0; pattern < Patterns.Count; pattern++)
                    {
                        var hours = Patterns[pattern].SelectMany(day => Enumerable.Range((day * 24) + start, length)).Select(hour => hour % HoursOfWeek).ToArray();
                        columns.Add(new ShiftColumn(site, (start * 100) + length, pattern, hours, hours.Length * CostPerHour, hours.Length * Crew));
                    }
                }
            }
        }

        return columns;
    }
}

/// <summary>A line of duty at a site that vehicles can be put on.</summary>
/// <param name="Type">Start and length: <c>start · 100 + length</c>.</param>
/// <param name="Pattern">Number of the weekday pattern.</param>
/// <param name="Periods">In service.</param>
/// <param name="Cost">Euro a week.</param>
internal sealed record ShiftColumn(int Site, int Type, int Pattern, int[] Periods, double Cost, double CrewHours);

/// <summary>The lines of duty to choose from and what has to be covered.</summary>
/// <param name="Need">Vehicles by site and period.</param>
/// <param name="Capacity">By site.</param>
internal sealed record ShiftProblem(IReadOnlyList<ShiftColumn> Columns, int[][] Need, IReadOnlyList<int> Capacity, double? CrewHours, int? MostTypes)
{
    public int Sites => Need.Length;

    public int Periods => Need.Length == 0 ? 0 : Need[0].Length;

    /// <summary>Vehicles by site and period of a choice.</summary>
    public int[][] Staffed(IReadOnlyList<int> chosen)
    {
        var staffed = Need.Select(row => new int[row.Length]).ToArray();
        for (var column = 0; column < chosen.Count; column++)
        {
            if (chosen[column] == 0)
                continue;
            foreach (var period in Columns[column].Periods)
                staffed[Columns[column].Site][period] += chosen[column];
        }

        return staffed;
    }

    public double Cost(IReadOnlyList<int> chosen) => Columns.Zip(chosen, (column, count) => column.Cost * count).Sum();

    public double Hours(IReadOnlyList<int> chosen) => Columns.Zip(chosen, (column, count) => column.CrewHours * count).Sum();

    public int Types(IReadOnlyList<int> chosen) => Columns.Where((_, at) => chosen[at] > 0).Select(column => column.Type).Distinct().Count();
}
