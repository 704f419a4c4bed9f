using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary><c>/amt/briefe</c>: the letters a town's registration office prints and posts.</summary>
internal static class LetterDeskRoutes
{
    public const string Address = "/amt/briefe";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var desk = routes.MapGroup(Address).RequireStaff(StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead);
        desk.MapPage("", static ([AsParameters] OfficeDesk desk, LetterQueue queue, CancellationToken ct) => desk.WithTownAsync(Address, async town =>
            desk.Answer<LetterDeskPage>(town, new LetterDeskView(town, await queue.WaitingAsync(town.Number, ct), desk.Done, null), null)));

        // The letter holds a code: it is fetched by a form, so that no preview or history asks for it.
        desk.MapForm("/{id:guid}/drucken", static (
            Guid id, [AsParameters] OfficeDesk desk, LetterQueue queue, LetterPaper paper, LetterPdf pdf, PasskeyHost host, CancellationToken ct) =>
            desk.WithTownAsync(Address, async town =>
            {
                var printed = await queue.PrintAsync(town.Number, id, desk.Actor.StaffId!.Value, ct);
                if (!printed.Succeeded)
                    return PageResult.Refused(printed.Refusal);
                var letter = paper.Write(town, printed.Value, host.Of(desk.Http.Request).Origins.First());
                desk.Http.Response.Headers.CacheControl = "no-store";
                return TypedResults.File(pdf.ToBytes(letter), "application/pdf", $"brief-{id:N}.pdf");
            }));
        desk.MapForm("/{id:guid}/versendet", static (Guid id, [AsParameters] OfficeDesk desk, LetterQueue queue, CancellationToken ct) =>
            desk.WithTownAsync(Address, async town =>
            {
                var sent = await queue.SentAsync(town.Number, id, desk.Actor.StaffId!.Value, ct);
                return sent.Succeeded
                    ? PageResult.SeeOther($"{Address}?stadt={town.Id}&erledigt=versendet")
                    : desk.Answer<LetterDeskPage>(
                        town, new LetterDeskView(town, await queue.WaitingAsync(town.Number, ct), null, sent.Refusal), sent.Refusal);
            }));
    }
}

/// <summary>The queue of letters of a town.</summary>
internal sealed record LetterDeskView(TownEntry Town, IReadOnlyList<QueuedLetter> Letters, string? Done, Refusal? Refusal)
{
    public string In(string path) => $"{LetterDeskRoutes.Address}{path}?stadt={Town.Id}";
}
