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
        if (!File.Exists(path))
            return null;
        return SignedNote.TryParse(File.ReadAllBytes(path), out var note)
            ? note
            : throw new InvalidDataException($"{path} is damaged; restore it, or delete it after the log was compared with its witnesses");
    }

    /// <summary>Written beside, flushed to the disk, moved into place.</summary>
    public void Write(string use, string origin, SignedNote note)
    {
        var path = PathOf(use, origin);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var beside = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.new";
        using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(note.ToString()));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    private string PathOf(string use, string origin) => Path.Combine(root, use, OriginHash.Of(origin) + ".note");
}

/// <summary>An origin as it stands in addresses and file names: SHA-256 in hex.</summary>
internal static class OriginHash
{
    public static string Of(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));
}
