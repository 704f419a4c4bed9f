using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Logs;

/// <summary>
/// The last note of each origin in a file beside the database. A database that was brought back from a backup knows less than
/// the file, and that is how it is found out.
/// </summary>
internal sealed class SecondPlace(DataFolder folder)
{
    private readonly string root = Path.Combine(folder.Root, "ledger");

    /// <param name="use">A folder of its own per use: <c>log</c> what we signed, <c>witness</c> what we cosigned.</param>
    public SignedNote? Read(string use, string origin)
    {
        var path = PathOf(use, origin);
        return File.Exists(path) ? Parse(path) : null;
    }

    /// <summary>All notes of a use, in the order in which they came.</summary>
    public IReadOnlyList<SignedNote> All(string use)
    {
        var place = new DirectoryInfo(Path.Combine(root, use));
        return !place.Exists
            ? []
            : [.. place.GetFiles("*.note").OrderBy(static file => file.LastWriteTimeUtc).ThenBy(static file => file.Name, StringComparer.Ordinal)
                .Select(static file => Parse(file.FullName))];
    }

    /// <summary>When a note of a use was last added; the beginning of time when there is none.</summary>
    public DateTime ChangedAt(string use) => Directory.GetLastWriteTimeUtc(Path.Combine(root, use));

    public void Write(string use, string origin, SignedNote note) => Replace(PathOf(use, origin), note.ToString());

    /// <summary>Written beside, flushed to the disk, moved into place.</summary>
    public static void Replace(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var beside = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    private static SignedNote Parse(string path) => SignedNote.TryParse(File.ReadAllBytes(path), out var note)
        ? note
        : throw new InvalidDataException($"{path} is damaged; restore it, or delete it after the log was compared with its witnesses");

    private string PathOf(string use, string origin) => Path.Combine(root, use, OriginHash.Of(origin) + ".note");
}

/// <summary>An origin as it stands in addresses and file names: SHA-256 in hex.</summary>
internal static class OriginHash
{
    public static string Of(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));
}
