using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Identity.Pages;

/// <summary>The question in which town somebody is registered.</summary>
internal static class TownField
{
    public static FieldModel Of(Texts texts, IReadOnlyList<TownEntry> towns, string? chosen, Refusal? refusal) => new()
    {
        Type = FieldType.Choice,
        Path = "stadt",
        Label = texts["identity.person.stadt"],
        Options = [.. towns.Select(town => new FieldOption(town.Id, town.Name, Chosen: town.Id == chosen))],
        Fault = refusal?.Faults.Any(fault => fault.Path == "stadt") == true ? texts["identity.refusal.person-town"] : null,
    };
}
