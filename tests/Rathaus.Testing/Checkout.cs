namespace Rathaus.Testing;

/// <summary>Where the sources of the running tests lie.</summary>
public static class Checkout
{
    /// <summary>The folder with <c>Rathaus.slnx</c> above the test program.</summary>
    public static string Folder { get; } = Find();

    /// <summary>Copies the catalogue of the house, for a test that changes it.</summary>
    public static void CopyCatalogue(string to)
    {
        var from = Path.Combine(Folder, "catalogue");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rathaus.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside a checkout");
    }
}
