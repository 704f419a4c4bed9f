using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>How long registers keep what has ended (<c>register-terms.yaml</c>).</summary>
internal static class TermsCheck
{
    private const string Path = "register-terms.yaml";

    private static readonly string[] Kept =
        ["residents", "civil", "vehicles", "plates", "licences", "businesses", "electoral", "titles", "childcare", "honorary", "access", "audit"];

    public static void Run(CatalogueFiles files, FaultList faults)
    {
        if (!files.Files.TryGetValue(Path, out var text) || MapReader.Over(YamlReader.Read(Path, text, faults), faults, Path) is not { } map)
            return;
        var terms = map.Map("terms");
        foreach (var entry in terms?.Node.Entries ?? [])
        {
            if (!Kept.Contains(entry.Key))
                terms!.Fault(entry.Key, $"{entry.Key} is no register");
            if (terms!.Map(entry.Key) is not { } term)
                continue;
            _ = term.Number("months", 1, 1500);
            _ = term.Required("basis");
            _ = term.Text("check");
            term.Done();
        }

        foreach (var missing in Kept.Where(register => terms?.Has(register) != true))
            faults.Add(Path, 1, $"nothing is said about {missing}");
        terms?.Done();
        map.Done();
    }
}
