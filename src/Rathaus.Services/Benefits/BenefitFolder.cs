using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits;

/// <summary>The benefits of a catalogue on disk, without towns, services or a database.</summary>
public static class BenefitFolder
{
    /// <param name="catalogue">The folder that holds <c>benefits/</c>.</param>
    /// <exception cref="InvalidDataException">A package has a fault.</exception>
    public static IReadOnlyList<Benefit> Read(string catalogue)
    {
        var faults = new FaultList();
        var benefits = new BenefitLoader(CatalogueFiles.Read(catalogue, faults), new Rules.ProgramCache(), faults).Load();
        return faults.Errors == 0
            ? benefits.All
            : throw new InvalidDataException(string.Join('\n', faults.All.Where(fault => !fault.Warning)));
    }
}
