using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Catalogues;

/// <summary>Competence by place: the town whose post code and name fit; a post code alone may reach into a neighbouring town.</summary>
internal sealed class Competences(ITexts texts)
{
    public Competence For(CatalogueSnapshot snapshot, EffectiveService service, string? postCode, string? place)
    {
        var code = postCode?.Trim() ?? "";
        var name = Key(place);
        var town = Best(snapshot.Towns.Where(town => !town.IsDistrict), code, name, town => town.PostCodes, town => town.Name);
        var known = Best(snapshot.Known, code, name, municipality => municipality.PostCodes, municipality => municipality.Name);
        if (town.Rank == 0 && known.Rank == 0)
            return new Competence(CompetenceVerdict.Unknown, null, null, null, Text("unknown"), null);
        return town.Rank >= known.Rank
            ? InTown(snapshot, service, town.Place!)
            : Elsewhere(snapshot, service, known.Place!);
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

    /// <summary>Rank 3: name and post code fit; 2: the name; 1: the post code.</summary>
    private static (int Rank, T? Place) Best<T>(
        IEnumerable<T> places, string code, string name, Func<T, IReadOnlyList<string>> codes, Func<T, string> nameOf)
        where T : class
    {
        (int Rank, T? Place) best = (0, null);
        foreach (var place in places)
        {
            var rank = (name.Length > 0 && Key(nameOf(place)) == name ? 2 : 0) + (codes(place).Contains(code) ? 1 : 0);
            if (rank > best.Rank)
                best = (rank, place);
        }

        return best;
    }

    private static string Key(string? name) => name is null ? "" : Towns.StreetName.Key(name);

    private LocalText Text(string key, params (string Name, object? Value)[] values) => new(
        texts.For(Language.German)[$"services.competence.{key}", values],
        texts.For(Language.English)[$"services.competence.{key}", values],
        texts.For(Language.PlainGerman)[$"services.competence.{key}", values]);
}
