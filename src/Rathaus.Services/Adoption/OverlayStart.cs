using System.Text;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>What a town still has to enter or confirm before a service is complete.</summary>
/// <param name="Kind"><c>parameter</c>, <c>office</c>, <c>fee</c>, <c>bank</c> or <c>fault</c>.</param>
/// <param name="Name">As people know it; for a fault its technical line.</param>
/// <param name="Blocks">Without it the service cannot be offered.</param>
internal sealed record OpenItem(string Kind, string Id, string Name, bool Blocks);

/// <summary>The first overlay of a service that a town takes over: every value is the lead's.</summary>
internal static class OverlayStart
{
    public static MapNode Make(Municipality town, PackageDef package, DateOnly today, string version)
    {
        var office = OfficeFor(town, package);
        return OverlayEdit.Map(
            ("adopts", OverlayEdit.Scalar($"{package.Lead}/{package.Id}@{version}")),
            ("office", office is null ? null : OverlayEdit.Scalar(office.Id)),
            ("since", OverlayEdit.Scalar(today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))));
    }

    /// <summary>The town's office of the kind that is competent, or null.</summary>
    public static Office? OfficeFor(Municipality town, PackageDef package) =>
        town.Offices.FirstOrDefault(office => office.Kinds.Contains(package.Service.AuthorityKind));

    /// <summary>As a file for people: what may be set stands there as a remark with its default.</summary>
    public static string File(MapNode overlay, PackageDef package)
    {
        var text = new StringBuilder(YamlWriter.Write(overlay));
        if (package.Parameters.Count == 0)
            return text.ToString();
        text.Append("# Was Sie setzen können, mit der Vorgabe; ohne # gilt Ihr Wert:\n# parameters:\n");
        foreach (var parameter in package.Parameters)
        {
            var range = parameter.From is null && parameter.To is null ? "" : $", {parameter.From ?? "…"} bis {parameter.To ?? "…"}";
            var when = parameter.When is { } condition ? $", wenn {condition.Text}" : "";
            var need = parameter is { Default: null, Optional: false } ? ", muss gesetzt werden" : "";
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"#   {parameter.Id}: {YamlWriter.OneLine(parameter.Default)}   # {parameter.Label}{range}{when}{need}\n");
        }

        return text.ToString();
    }

    /// <summary>Tries the overlay and says what is missing.</summary>
    public static (EffectiveService? Service, IReadOnlyList<OpenItem> Open) Try(
        CatalogueParts parts, Municipality town, PackageDef package, MapNode root, string file)
    {
        var faults = new FaultList();
        var overlay = OverlayReader.Read(town.Id, file, root, parts.Blocks, faults);
        var service = overlay is null ? null : parts.Build(town, package, overlay, faults);
        var open = new List<OpenItem>();
        foreach (var fault in faults.All.Where(fault => !fault.Warning))
        {
            var parameter = package.Parameters.FirstOrDefault(one => fault.About == $"parameter:{one.Id}");
            open.Add(parameter is not null ? new OpenItem("parameter", parameter.Id, parameter.Label, Blocks: true)
                : root.Find("office") is null && fault.Message.StartsWith("office", StringComparison.Ordinal) ? new OpenItem("office", "office", package.Service.AuthorityKind, Blocks: true)
                : new OpenItem("fault", fault.Message, fault.Message, Blocks: true));
        }

        if (service is null)
            return (null, open);
        open.AddRange(service.Fees.Where(fee => fee.Standing == FeeStanding.Unconfirmed)
            .Select(fee => new OpenItem("fee", fee.Id, fee.Label.German, Blocks: false)));
        if (service.Fees.Count > 0 && service.Bank is null && service.Process.Payment != PaymentTime.None)
            open.Add(new OpenItem("bank", "bank", "", Blocks: false));
        return (service, open);
    }
}
