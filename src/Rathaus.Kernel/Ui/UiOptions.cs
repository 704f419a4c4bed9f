using System.ComponentModel.DataAnnotations;

namespace Rathaus.Kernel.Ui;

/// <summary>Options of all pages, section <c>Ui</c>.</summary>
public sealed class UiOptions
{
    /// <summary>The installation shows invented persons and cases; the strip on top of every page says so. Default no.</summary>
    public bool Demo { get; set; }

    /// <summary>There is a public https address, so browsers may be told to use nothing else (HSTS). Default no.</summary>
    public bool StrictTransport { get; set; }

    /// <summary>Name of the region in the utility bar.</summary>
    [Required]
    public string RegionName { get; set; } = TownTheme.Region.Name;

    /// <summary>Where the source code of this installation can be had (EUPL-1.2 section 5), a path or an https address.</summary>
    [Required]
    public string SourceAddress { get; set; } = "/quelltext";

    /// <summary>Further origins that pages may load map tiles from, added to the Content-Security-Policy. Default none.</summary>
    public IList<string> TileOrigins { get; } = [];
}
