using Rathaus.Cel;

namespace Rathaus.Services.Catalogues;

/// <summary>Town and office as rules and documents see them.</summary>
internal static class TownValues
{
    public static CelValue Town(Municipality town) => CelValue.Record(new Dictionary<string, CelValue>(StringComparer.Ordinal)
    {
        ["id"] = CelValue.Of(town.Id),
        ["name"] = CelValue.Of(town.Name),
        ["number"] = CelValue.Of((long)town.Number),
        ["ags"] = CelValue.Of(town.Ags),
        ["state"] = CelValue.Of(town.State),
        ["postcodes"] = CelValue.List([.. town.PostCodes.Select(CelValue.Of)]),
        ["plate_codes"] = CelValue.List([.. town.PlateCodes.Select(CelValue.Of)]),
    });

    public static CelValue Office(Office office) => CelValue.Record(new Dictionary<string, CelValue>(StringComparer.Ordinal)
    {
        ["name"] = CelValue.Of(office.Name.German),
        ["street"] = CelValue.Of($"{office.Address.Street} {office.Address.Number}"),
        ["post_code"] = CelValue.Of(office.Address.PostCode),
        ["town"] = CelValue.Of(office.Address.Town),
        ["phone"] = CelValue.Of(office.Phone ?? ""),
        ["email"] = CelValue.Of(office.Email ?? ""),
    });
}
