namespace Rathaus.Rescue.Commands;

/// <summary>A result is there whole or not at all: it is written beside its place and moved there at the end.</summary>
internal static class ResultFile
{
    public static async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        var whole = Path.GetFullPath(path);
        var beside = $"{whole}.part-{Environment.ProcessId}";
        try
        {
            await File.WriteAllTextAsync(beside, text, ct);
            ct.ThrowIfCancellationRequested();
            File.Move(beside, whole, overwrite: true);
        }
        catch (DirectoryNotFoundException)
        {
            throw new RescueFileException($"{path}: there is no such folder");
        }
        finally
        {
            if (File.Exists(beside))
                File.Delete(beside);
        }
    }
}
