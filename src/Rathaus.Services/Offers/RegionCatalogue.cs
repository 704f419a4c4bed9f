using Rathaus.Services.Catalogues;

namespace Rathaus.Services.Offers;

/// <summary>The region's catalogue, made of one snapshot.</summary>
internal static class RegionCatalogue
{
    /// <summary>Every service that a town offers, by name.</summary>
    public static IReadOnlyList<CatalogueEntry> Of(CatalogueSnapshot snapshot)
    {
        var examples = snapshot.Examples.CountBy(example => (example.Lead, example.Service)).ToDictionary();
        return [.. snapshot.Services
            .GroupBy(service => (service.Lead, service.Id))
            .Select(group => new CatalogueEntry(
                group.FirstOrDefault(service => service.Town.Id == group.Key.Lead) ?? group.First(),
                snapshot.Town(group.Key.Lead),
                [.. group.OrderBy(service => service.Town.Name, German).Select(Adopted)],
                examples.GetValueOrDefault(group.Key)))
            .OrderBy(entry => entry.Sample.Name.German, German)];
    }

    public static StringComparer German { get; } = StringComparer.Create(System.Globalization.CultureInfo.GetCultureInfo("de-DE"), ignoreCase: true);

    private static Adoption Adopted(EffectiveService service)
    {
        string[] open =
        [
            .. service.Fees.Where(fee => fee.Standing == FeeStanding.Unconfirmed).Select(fee => fee.Label.German),
            .. RateNotes.Of(service).Where(note => note.Check is not null).Select(note => $"{note.Label}: {note.Check}"),
        ];
        var readiness = open.Length > 0 ? Readiness.Open
            : service.Fees.Any(fee => fee.Standing == FeeStanding.Demo) || service.Office.Demo ? Readiness.Demo
            : Readiness.Ready;
        return new Adoption(service, readiness, open);
    }
}
