using System.Globalization;

namespace Rathaus.Rescue.Tests;

/// <summary>Where the data of the tests lie: copies beside them, and the large ones in the shared folder where it exists.</summary>
internal static class DataFiles
{
    public static string Own(params string[] path) => Path.Combine([AppContext.BaseDirectory, "Data", .. path]);

    /// <summary>A file or folder of the shared data; the test is skipped where there are none.</summary>
    public static string Shared(params string[] path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var root in new[] { Path.Combine(folder.FullName, "shared"), Path.Combine(folder.FullName, "..", "shared") })
            {
                var there = Path.Combine([root, "data", "rescue", .. path]);
                if (File.Exists(there) || Directory.Exists(there))
                    return there;
            }
        }

        Assert.Skip($"the shared data are not here: {Path.Combine(path)}");
        return "";
    }

    public static double Number(string text) => text == "inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    public static IEnumerable<Dictionary<string, string>> Rows(string path)
    {
        var lines = File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        return lines.Skip(1).Select(row => lines[0].Zip(row).ToDictionary(field => field.First, field => field.Second));
    }
}
