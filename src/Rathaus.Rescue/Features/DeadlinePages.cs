using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Rescue.Pages;

namespace Rathaus.Rescue.Features;

/// <summary>The deadline rules and their confirmation by the carrier.</summary>
internal static class DeadlinePages
{
    public static void Map(IEndpointRouteBuilder rescue)
    {
        rescue.MapPage("/fristen", static (HttpContext http, RescueDesk desk, DeadlineDesk deadlines, CancellationToken ct) => desk.WithTownAsync(http, async town =>
            RescuePages.Show<DeadlinesPage>(town, new DeadlinesModel(town, await deadlines.RulesAsync(town, ct), null, null)), ct));
        rescue.MapForm("/fristen", static (HttpContext http, IFormCollection form, RescueDesk desk, DeadlineDesk deadlines, CancellationToken ct) => desk.WithTownAsync(http, async town =>
        {
            var rule = form["regel"].ToString();
            var done = await deadlines.ConfirmAsync(town, desk.Staff, rule, Number(form["stadt"]), Number(form["land"]), Number(form["ziel"]), ct);
            if (done.Succeeded)
                return PageResult.SeeOther($"{RescuePages.Address}/fristen?stadt={town.Town.Id}");
            return done.Refusal.Kind == RefusalKind.Invalid
                ? PageResult.Invalid<DeadlinesPage>(new { Model = new DeadlinesModel(town, await deadlines.RulesAsync(town, ct), rule, done.Refusal) }, town.Theme)
                : PageResult.Refused(done.Refusal, town.Theme);
        }, ct));
    }

    private static double? Number(string? text) =>
        double.TryParse(text?.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
}
