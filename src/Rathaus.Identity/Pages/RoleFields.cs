using Rathaus.Identity.Staff;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Identity.Pages;

/// <summary>The questions about somebody's roles in a town.</summary>
internal static class RoleFields
{
    public static IReadOnlyList<FieldModel> Of(Texts texts, TownEntry town, IReadOnlyList<StaffAssignment> held, Refusal? refusal) =>
    [
        new FieldModel
        {
            Type = FieldType.MultipleChoice,
            Path = StaffRoles.Administration,
            Label = texts["identity.people.for-town", ("town", town.Name)],
            Fault = Words.Fault(texts, refusal, StaffRoles.Administration),
            Options =
            [
                new FieldOption(
                    "ja", Words.Role(texts, StaffRole.Administrator), texts["identity.people.administrator-hint"],
                    held.Any(one => one.Municipality == town.Number && one.Role == StaffRole.Administrator)),
            ],
        },
        .. town.Offices.Select(office => new FieldModel
        {
            Type = FieldType.MultipleChoice,
            Path = StaffRoles.OfficePrefix + office.Id,
            Label = office.NameIn(texts.Language),
            Options =
            [
                .. StaffRoles.Of(office).Select(role => new FieldOption(
                    role.ToString(), Words.Role(texts, role), texts[$"identity.people.role-hint.{role}"],
                    held.Contains(new StaffAssignment(town.Number, office.Id, role)))),
            ],
        }),
    ];
}
