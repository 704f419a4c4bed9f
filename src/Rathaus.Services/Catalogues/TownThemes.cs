using Rathaus.Kernel.Ui;

namespace Rathaus.Services.Catalogues;

/// <summary>The towns' colours for the pages.</summary>
internal sealed class TownThemes(Catalogue catalogue) : ITownThemes
{
    private Known? known;

    public IReadOnlyList<TownTheme> All
    {
        get
        {
            var snapshot = catalogue.Snapshot;
            if (Volatile.Read(ref known) is { } cached && ReferenceEquals(cached.Snapshot, snapshot))
                return cached.Themes;
            IReadOnlyList<TownTheme> themes = [.. snapshot.Towns.Select(Of)];
            Volatile.Write(ref known, new Known(snapshot, themes));
            return themes;
        }
    }

    public TownTheme? Find(string townId) => All.FirstOrDefault(theme => theme.Id == townId);

    public static TownTheme Of(Municipality town) => new(
        town.Id, town.FullName, town.Theme.Colour, town.Theme.Deep, town.Theme.Soft, town.Theme.Tile);

    private sealed record Known(CatalogueSnapshot Snapshot, IReadOnlyList<TownTheme> Themes);
}
