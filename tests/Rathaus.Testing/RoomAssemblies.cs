using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Rathaus.Testing;

/// <summary>
/// A test project names only its own room; the rooms of the host lie beside it but are not in its dependency list, so they
/// are found by file.
/// </summary>
internal static class RoomAssemblies
{
#pragma warning disable CA2255 // Before the first type of a room is touched.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Find() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
    {
        var file = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    };
}
