using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Ports;

/// <summary>An office of a town by name.</summary>
public sealed record OfficeEntry(string Id, Func<Language, string> NameIn)
{
    /// <summary>Kinds of authority it is, such as <c>meldebehoerde</c>.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Where its counter is, in one line.</summary>
    public string Address { get; init; } = "";
}

/// <summary>A town and its offices, as rights of staff name them.</summary>
public sealed record TownEntry(string Id, short Number, string Name, IReadOnlyList<OfficeEntry> Offices)
{
    /// <summary>Amtlicher Regionalschlüssel, 12 digits.</summary>
    public string Ars { get; init; } = "";

    /// <summary>As the town signs: <c>Stadt Wuppertal</c>.</summary>
    public string FullName { get; init; } = Name;

    /// <summary>The office of this kind, or null.</summary>
    public OfficeEntry? OfficeOf(string kind) => Offices.FirstOrDefault(one => one.Kinds.Contains(kind));

    /// <summary>The office's name, or its id when the town has closed it.</summary>
    public string OfficeName(string office, Language language) =>
        Offices.FirstOrDefault(one => one.Id == office)?.NameIn(language) ?? office;
}

/// <summary>The towns of this installation and their offices; owned by Services.</summary>
public interface ITownOffices
{
    /// <summary>By name.</summary>
    IReadOnlyList<TownEntry> All { get; }

    TownEntry? Find(short number);

    TownEntry? Find(string? id);
}
