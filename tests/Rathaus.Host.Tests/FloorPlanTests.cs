using System.Xml.Linq;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>The arrows of docs/architecture.md: project references point down the floors only.</summary>
public sealed class FloorPlanTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Rathaus.Cel"] = [],
        ["Rathaus.Kernel"] = ["Rathaus.Cel"],
        ["Rathaus.Services"] = ["Rathaus.Cel", "Rathaus.Kernel"],
        ["Rathaus.Identity"] = ["Rathaus.Cel", "Rathaus.Kernel"],
        ["Rathaus.Registers"] = ["Rathaus.Cel", "Rathaus.Kernel"],
        ["Rathaus.Rescue"] = ["Rathaus.Kernel"],
        ["Rathaus.Cases"] =
            ["Rathaus.Cel", "Rathaus.Kernel", "Rathaus.Services", "Rathaus.Identity", "Rathaus.Registers"],
    };

    [Fact]
    public void Every_room_references_only_floors_below_it()
    {
        var source = Path.Combine(Checkout.Folder, "src");
        var rooms = Directory.EnumerateFiles(source, "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), References);
        Assert.NotEmpty(rooms);
        foreach (var (room, references) in rooms)
        {
            if (room != "Rathaus.Host")
                Assert.True(references.All(Allowed[room].Contains), $"{room} references {string.Join(", ", references)}");
        }
    }

    [Fact]
    public void The_Host_sees_every_room()
    {
        var source = Path.Combine(Checkout.Folder, "src");
        var rooms = Directory.EnumerateDirectories(source).Select(Path.GetFileName).Where(name => name != "Rathaus.Host");
        var seen = References(Path.Combine(source, "Rathaus.Host", "Rathaus.Host.csproj"));
        Assert.Equal(rooms.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    private static string[] References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))];
}
