using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Data;

/// <summary>Names of the objects whose keys encrypt files.</summary>
internal static class CaseFiles
{
    /// <summary>A draft keeps its key when it becomes a case.</summary>
    public static string ObjectOf(Guid draft) => $"draft/{draft:D}";

    /// <summary>Documents of a case.</summary>
    public static string ObjectOf(Case state) => ObjectOfCase(state.Number.Text);

    /// <summary>The same by the case's number.</summary>
    public static string ObjectOfCase(string number) => $"case/{number}";

    /// <summary>A file sent by the API before the application that uses it.</summary>
    public static string ObjectOfUpload(Guid random) => $"upload/{random:D}";
}
