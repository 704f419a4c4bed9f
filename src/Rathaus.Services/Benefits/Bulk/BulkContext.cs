using Rathaus.Cel;
using Rathaus.Kernel.Time;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>What functions find as their context in a bulk computation.</summary>
internal sealed class BulkContext : ICelCalendar
{
    public bool IsPublicHoliday(DateOnly day) => day.Year is >= 1990 and <= 9000 && PublicHolidays.IsHoliday(day);
}
