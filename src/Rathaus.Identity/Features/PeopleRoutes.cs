using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Federation;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Staff;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary><c>/amt/personen</c>: who has access to a town's back office; for the town's administrators only.</summary>
internal static class PeopleRoutes
{
    public const string Address = "/amt/personen";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup(Address).RequireStaff(StaffRole.Administrator);
        people.MapPage(string.Empty, static ([AsParameters] Desk desk) => desk.ShowAsync(null));
        people.MapPage("/neu", static ([AsParameters] Desk desk) => desk.WithTown(town =>
            desk.Answer<InvitePage>(town, new InviteView(town, string.Empty, [], null), null)));
        people.MapForm("/neu", static ([AsParameters] Desk desk, IFormCollection form) => desk.WithTownAsync(async town =>
        {
            var roles = StaffRoles.From(form, town);
            var made = await desk.Staff.InviteAsync(desk.Actor, town, form["name"], roles, desk.Ct);
            return made.Succeeded
                ? desk.Invited(town, made.Value)
                : desk.Answer<InvitePage>(town, new InviteView(town, form["name"].ToString(), roles, made.Refusal), made.Refusal);
        }));
        people.MapForm("/einladungen/{id:guid}/zurueckziehen", static (Guid id, [AsParameters] Desk desk) => desk.WithTownAsync(async town =>
            await desk.Invitations.WithdrawAsync(desk.Actor.StaffId!.Value, town.Number, id, desk.Ct)
                ? desk.Done(town, "withdrawn", id)
                : PageResult.Refused(Refusal.NotFound("invitation"))));
        MapOne(people);
    }

    private static void MapOne(IEndpointRouteBuilder people)
    {
        people.MapPage("/{id:guid}", static (Guid id, [AsParameters] Desk desk) => desk.WithColleagueAsync(id, static (desk, town, colleague) =>
            desk.Answer<PersonPage>(town, new PersonView(town, colleague, colleague.Roles, null), null)));
        people.MapForm("/{id:guid}", static (Guid id, [AsParameters] Desk desk, IFormCollection form) => desk.WithTownAsync(async town =>
        {
            var roles = StaffRoles.From(form, town);
            var changed = await desk.Staff.ChangeRolesAsync(desk.Actor, town, id, roles, desk.Ct);
            return changed.Succeeded ? desk.Done(town, "roles", id) : await desk.RefuseAsync(town, id, roles, changed.Refusal);
        }));
        people.MapForm("/{id:guid}/code", static (Guid id, [AsParameters] Desk desk) => desk.WithTownAsync(async town =>
        {
            var made = await desk.Staff.RenewAsync(desk.Actor, town, id, desk.Ct);
            return made.Succeeded ? desk.Invited(town, made.Value) : await desk.RefuseAsync(town, id, null, made.Refusal);
        }));
        people.MapForm("/{id:guid}/verknuepfen", static (Guid id, [AsParameters] Desk desk, IFormCollection form, LinkStaff link) => desk.WithTownAsync(async town =>
        {
            var done = await link.LinkAsync(desk.Actor, town, id, form["code"], desk.Ct);
            return done.Succeeded ? desk.Done(town, "linked", id) : await desk.RefuseAsync(town, id, null, done.Refusal);
        }));
        people.MapForm("/{id:guid}/loesen", static (Guid id, [AsParameters] Desk desk, LinkStaff link) => desk.WithTownAsync(async town =>
        {
            var done = await link.UnlinkAsync(desk.Actor, town, id, desk.Ct);
            return done.Succeeded ? desk.Done(town, "unlinked", id) : await desk.RefuseAsync(town, id, null, done.Refusal);
        }));
        people.MapPage("/{id:guid}/entziehen", static (Guid id, [AsParameters] Desk desk) => desk.WithColleagueAsync(id, static (desk, town, colleague) =>
            desk.Answer<RevokePage>(town, new PersonView(town, colleague, colleague.Roles, null), null)));
        people.MapForm("/{id:guid}/entziehen", static (Guid id, [AsParameters] Desk desk) => desk.WithTownAsync(async town =>
        {
            var done = await desk.Staff.RevokeAsync(desk.Actor, town, id, desk.Ct);
            return done.Succeeded ? desk.Done(town, "revoked", id) : await desk.RefuseAsync(town, id, null, done.Refusal);
        }));
    }

    /// <summary>What every one of these pages asks first: which town, and whether the person looks after it.</summary>
    internal sealed record Desk(
        HttpContext Http, IActor Actor, ManageStaff Staff, StaffRoll Roll, Invitations Invitations, ITownOffices Towns,
        ITownThemes Themes, PasskeyHost Host, CancellationToken Ct)
    {
        private static readonly IReadOnlyList<string> Deeds = ["withdrawn", "roles", "revoked", "linked", "unlinked"];

        public Task<IResult> ShowAsync(Refusal? refusal) => WithTownAsync(async town => Answer<PeoplePage>(
            town,
            new PeopleView(
                town, await Roll.OfTownAsync(town.Number, Ct), await Invitations.OpenAsync(town.Number, Ct),
                Deeds.FirstOrDefault(deed => deed == Http.Request.Query["erledigt"]), refusal),
            refusal));

        public IResult WithTown(Func<TownEntry, IResult> answer) => Find() is { } town ? answer(town) : WithoutTown();

        public async Task<IResult> WithTownAsync(Func<TownEntry, Task<IResult>> answer) =>
            Find() is { } town ? await answer(town) : WithoutTown();

        public Task<IResult> WithColleagueAsync(Guid id, Func<Desk, TownEntry, Colleague, IResult> answer) => WithTownAsync(async town =>
            await Roll.FindAsync(town.Number, id, Ct) is { IsDemo: false } colleague
                ? answer(this, town, colleague)
                : PageResult.Refused(Refusal.NotFound("staff")));

        /// <summary>The town of the address, or the only one; null: not one of this person's, or there is a choice.</summary>
        private TownEntry? Find()
        {
            var administered = Actor.Administered();
            var chosen = Http.Request.Query["stadt"].ToString();
            if (chosen.Length == 0)
                return administered.Count == 1 ? Towns.Find(administered[0]) : null;
            return Towns.Find(chosen) is { } town && administered.Contains(town.Number) ? town : null;
        }

        private IResult WithoutTown() => Http.Request.Query.ContainsKey("stadt")
            ? PageResult.Refused(Refusal.NotFound("town"))
            : PageResult.Of<ChooseTownPage>(new
            {
                Towns = (IReadOnlyList<TownEntry>)[.. Towns.All.Where(town => Actor.Administered().Contains(town.Number))],
            });

        public IResult Answer<TPage>(TownEntry town, object model, Refusal? refusal)
            where TPage : Microsoft.AspNetCore.Components.IComponent => PageResult.Of<TPage>(
                new { Model = model }, Themes.Find(town.Id), refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));

        /// <summary>The person's page with what was chosen and why it did not work.</summary>
        public async Task<IResult> RefuseAsync(TownEntry town, Guid id, IReadOnlyList<StaffAssignment>? roles, Refusal refusal) =>
            await Roll.FindAsync(town.Number, id, Ct) is { IsDemo: false } colleague
                ? Answer<PersonPage>(town, new PersonView(town, colleague, roles ?? colleague.Roles, refusal), refusal)
                : PageResult.Refused(Refusal.NotFound("staff"));

        /// <summary>The code is in the answer itself: it must stand in no address.</summary>
        public IResult Invited(TownEntry town, IssuedCode code) => Answer<InvitedPage>(
            town,
            new InvitedView(town, code, $"{Host.Of(Http.Request).Origins.First()}{SignInLinks.Invitation}#{code.Code}", $"{Address}?stadt={town.Id}"),
            null);

        /// <summary>Whoever changed the own access may not see the list any more.</summary>
        public IResult Done(TownEntry town, string deed, Guid subject) => PageResult.SeeOther(
            subject == Actor.StaffId ? StaffRoutes.Account : $"{Address}?stadt={town.Id}&erledigt={deed}");
    }
}
