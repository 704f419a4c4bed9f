namespace Rathaus.Rescue.Areas;

/// <summary>RTW: ambulance with paramedics; NEF: emergency doctor's car; KTW: patient transport; TNA: tele emergency doctor; RTH: helicopter.</summary>
internal enum VehicleType
{
    Rtw,
    Nef,
    Ktw,
    Tna,
    Rth,
    FirstResponder,
}

/// <param name="Station">Id of its home.</param>
/// <param name="TeleDoctor">Equipped for the tele emergency doctor.</param>
internal sealed record Vehicle(string Id, VehicleType Type, string Station, bool TeleDoctor);

/// <summary>When a vehicle is in service; one vehicle may have several.</summary>
/// <param name="Weekdays">By <see cref="DayOfWeek"/>: the shift begins on that day.</param>
/// <param name="End">At or before <paramref name="Start"/>: on the next day; equal: 24 hours.</param>
/// <param name="Crew">People on the vehicle.</param>
/// <param name="CostPerHour">Euro of the vehicle with its crew; null: not known.</param>
internal sealed record VehicleShift(
    string Vehicle, IReadOnlySet<DayOfWeek> Weekdays, TimeOnly Start, TimeOnly End, int Crew, decimal? CostPerHour, DateOnly? ValidFrom, DateOnly? ValidTo)
{
    public TimeSpan Length => End > Start ? End - Start : TimeSpan.FromDays(1) - (Start - End);
}
