namespace Rathaus.Services.Portal;

/// <summary>
/// What people who live in a town can apply for: what the town offers, and of its district what the town leaves to it
/// (a vehicle is registered with the Kreis, for example).
/// </summary>
internal static class LocalOffers
{
    public static IReadOnlyList<EffectiveService> OffersFor(this ICatalogue catalogue, Municipality place)
    {
        var own = catalogue.ServicesOf(place.Id);
        if (place.District is not { } district)
            return own;
        var ids = own.Select(service => service.Id).ToHashSet(StringComparer.Ordinal);
        var byName = StringComparer.Create(System.Globalization.CultureInfo.GetCultureInfo("de-DE"), ignoreCase: true);
        return [.. own.Concat(catalogue.ServicesOf(district).Where(service => !ids.Contains(service.Id))).OrderBy(service => service.Name.German, byName)];
    }

    public static EffectiveService? FindFor(this ICatalogue catalogue, Municipality place, string service) =>
        catalogue.Find(place.Id, service) ?? (place.District is { } district ? catalogue.Find(district, service) : null);
}
