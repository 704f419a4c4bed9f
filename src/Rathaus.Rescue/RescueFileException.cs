namespace Rathaus.Rescue;

/// <summary>A file of the analyst cannot be used; the text names file, line and what is wrong.</summary>
internal sealed class RescueFileException(string message) : Exception(message)
{
    public RescueFileException(string file, int line, string message)
        : this($"{file}:{line}: {message}")
    {
    }
}
