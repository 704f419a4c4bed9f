namespace Rathaus.Kernel.Cryptography.Vectors;

/// <summary>What became of a vector.</summary>
public enum VectorVerdict
{
    /// <summary>Accepted or refused as the vector says.</summary>
    Passed,

    /// <summary>Not what the vector says.</summary>
    Failed,

    /// <summary>Not run; the note says why.</summary>
    Skipped,
}

/// <summary>
/// One vector's result. <paramref name="Name"/> is the file below the folder of its kind, with the case behind <c>#</c> where a file
/// holds several; <paramref name="Note"/> says what differed or why it was not run.
/// </summary>
public sealed record VectorResult(string Name, VectorVerdict Verdict, string? Note = null)
{
    public static VectorResult Pass(string name) => new(name, VectorVerdict.Passed);

    public static VectorResult Fail(string name, string note) => new(name, VectorVerdict.Failed, note);

    public static VectorResult Skip(string name, string reason) => new(name, VectorVerdict.Skipped, reason);

    /// <summary>Passed when <paramref name="holds"/>, else failed with <paramref name="note"/>.</summary>
    public static VectorResult Of(string name, bool holds, string note) => holds ? Pass(name) : Fail(name, note);
}

/// <summary>
/// A kind of test vectors that a room can run (<c>./rathaus vectors DIR</c>). Registered as a singleton in the room's
/// <c>Add…</c>. It decides by what the files say, never by their names; an exception counts as one failed vector.
/// </summary>
public interface IVectorKind
{
    /// <summary>The folder below DIR that holds this kind, for example <c>cose</c>.</summary>
    string Folder { get; }

    /// <summary>Runs every vector in the folder and its folders, in the order of their names.</summary>
    IEnumerable<VectorResult> Run(DirectoryInfo folder);
}
