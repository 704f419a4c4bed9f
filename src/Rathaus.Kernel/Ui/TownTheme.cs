namespace Rathaus.Kernel.Ui;

/// <summary>
/// How a town looks: three colours (<c>#rrggbb</c>) and a tile with one to three letters. Towns change neither action nor
/// feedback colours. <see cref="Contrast.Faults(TownTheme)"/> says whether the colours can be read.
/// </summary>
/// <param name="Id">The town's id in addresses, <c>wuppertal</c>; <c>region</c> for the region itself.</param>
/// <param name="Name">As the header shows it: <c>Stadt Wuppertal</c>.</param>
/// <param name="Colour">White text stands on it.</param>
/// <param name="Deep">Darker tone for text on white buttons inside the hero.</param>
/// <param name="Soft">Light tone for text on <paramref name="Colour"/>.</param>
/// <param name="Tile">Placeholder of the coat of arms.</param>
public sealed record TownTheme(string Id, string Name, string Colour, string Deep, string Soft, string Tile)
{
    /// <summary>Pages above the towns.</summary>
    public static readonly TownTheme Region =
        new("region", "Digitale Modellregion NRW", "#1c2f74", "#14224f", "#c9d3f5", "");

    public bool IsRegion => Id == Region.Id;

    /// <summary>Start page of the town, or of the region.</summary>
    public string Address => IsRegion ? "/" : "/" + Id;
}

/// <summary>The towns' themes; Services implements it from the catalogue.</summary>
public interface ITownThemes
{
    /// <summary>A new list object whenever the catalogue changed.</summary>
    IReadOnlyList<TownTheme> All { get; }

    TownTheme? Find(string townId);
}
