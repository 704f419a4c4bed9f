using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Catalogues;

/// <summary>
/// Competence by place: the town whose name and post code fit. Streets are not compared, so what is said is said with that
/// reservation; a post code that several towns share asks for the town.
/// </summary>
internal sealed class Competences(ITexts texts)
{
    public Competence For(CatalogueSnapshot snapshot, EffectiveService service, string? postCode, string? place)
    {
        var code = postCode?.Trim() ?? "";
        var name = Key(place);
        var places = snapshot.Towns.Where(town => !town.IsDistrict).Select(town => new Place(town.Name, Rank(town.Name, town.PostCodes), town, null))
            .Concat(snapshot.Known.Select(known => new Place(known.Name, Rank(known.Name, known.PostCodes), null, known)))
            .ToList();
        var rank = places.Max(place => place.Rank);
        var best = places.Where(place => place.Rank == rank).ToList();
        if (rank == 0)
            return new Competence(CompetenceVerdict.Unknown, null, null, null, Text("unknown"), null);
        if (best.Count > 1)
        {
            var names = string.Join(", ", best.Select(place => place.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            return new Competence(CompetenceVerdict.Several, null, null, null, Text("several", ("code", code), ("towns", names)), null);
        }

        return best[0] is { Town: { } town } ? InTown(snapshot, service, town) : Elsewhere(snapshot, service, best[0].Known!);

        // Name and post code together beat the name, and the name beats the post code: post codes reach into neighbouring towns.
        int Rank(string ofPlace, IReadOnlyList<string> codes) => (name.Length > 0 && Key(ofPlace) == name ? 2 : 0) + (codes.Contains(code) ? 1 : 0);
    }

    /// <summary>The town itself, or its district when the district runs the errand for it.</summary>
    private Competence InTown(CatalogueSnapshot snapshot, EffectiveService service, Municipality town)
    {
        if (town.Id == service.Town.Id || service.Town.Id == town.District)
        {
            var key = service.Town.IsDistrict ? "here_district" : "here";
            return new Competence(
                CompetenceVerdict.Here, service.Town, null, service.Office,
                Text(key, ("office", service.Office.Name.German), ("town", service.Town.Name), ("place", town.Name)), service);
        }

        var offer = snapshot.Service(town.Id, service.Id);
        var districtOffer = offer is null && town.District is { } district ? snapshot.Service(district, service.Id) : null;
        if ((offer ?? districtOffer) is { } found)
            return new Competence(
                CompetenceVerdict.OtherTown, found.Town, null, found.Office,
                Text("other", ("town", found.Town.Name), ("place", town.Name)), found);
        return new Competence(CompetenceVerdict.OtherTown, town, null, null, Text("other_no_service", ("town", town.Name)), null);
    }

    private Competence Elsewhere(CatalogueSnapshot snapshot, EffectiveService service, KnownMunicipality known)
    {
        if (service.Town.IsDistrict && service.Town.Id == known.District)
            return new Competence(
                CompetenceVerdict.Here, service.Town, known, service.Office,
                Text("here_district", ("office", service.Office.Name.German), ("town", service.Town.Name), ("place", known.Name)), service);
        if (known.District is { } district && snapshot.Service(district, service.Id) is { } offer)
            return new Competence(
                CompetenceVerdict.OtherTown, offer.Town, known, offer.Office, Text("other", ("town", offer.Town.Name), ("place", known.Name)), offer);
        return new Competence(CompetenceVerdict.KnownElsewhere, null, known, null, Text("known", ("place", known.Name)), null);
    }

    private static string Key(string? name) => name is null ? "" : Towns.StreetName.Key(name);

    private LocalText Text(string key, params (string Name, object? Value)[] values) => new(
        texts.For(Language.German)[$"services.competence.{key}", values],
        texts.For(Language.English)[$"services.competence.{key}", values],
        texts.For(Language.PlainGerman)[$"services.competence.{key}", values]);

    private sealed record Place(string Name, int Rank, Municipality? Town, KnownMunicipality? Known);
}
