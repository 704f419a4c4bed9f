namespace Rathaus.Services.Offers;

/// <summary>When the law behind a service changed last, and when it will next, by the dates of its tables.</summary>
internal sealed record LawDates(DateOnly? Last, DateOnly? Next)
{
    public static LawDates Of(EffectiveService service, DateOnly today)
    {
        var days = service.Runtime.Def.Tables.Concat(service.Runtime.Def.Benefits.Values.SelectMany(benefit => benefit.Compiled.Def.Tables))
            .SelectMany(table => table.Rows.Where(row => row.Draft is null).Select(row => row.From))
            .Distinct().Order().ToList();
        return new LawDates(
            days.Where(day => day <= today).Select(day => (DateOnly?)day).LastOrDefault(),
            days.Where(day => day > today).Select(day => (DateOnly?)day).FirstOrDefault());
    }
}
