namespace Rathaus.Testing;

/// <summary>Where the sources of the running tests lie.</summary>
public static class Checkout
{
    /// <summary>The folder with <c>Rathaus.slnx</c> above the test program.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rathaus.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside a checkout");
    }
}
