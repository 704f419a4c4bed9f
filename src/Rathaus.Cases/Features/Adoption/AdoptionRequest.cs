using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Rathaus.Cases.Features.Office;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Adoption;

/// <summary>What every page of an adoption is asked with.</summary>
internal sealed record AdoptionRequest(
    string Town, string Lead, string Service, HttpContext Http, OfficeDesk Desk, IAdoptions Adoptions, CountRunning Counter, TimeProvider Time)
{
    /// <summary>The town, when the person at the keyboard looks after it.</summary>
    public Municipality? Found => Desk.OperatedTowns.FirstOrDefault(town => town.Id == Town);

    public async Task<IResult> ShowAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(
        AdoptionTab tab, CancellationToken ct, string? text = null, IReadOnlyList<ExampleResult>? examples = null)
        where TPage : IComponent
    {
        var model = await ModelAsync(tab, null, new Dictionary<string, string>(), text, examples, ct);
        return model.Succeeded
            ? PageResult.Of<TPage>(new { Model = model.Value }, Desk.Theme(model.Value.Sheet.Town))
            : PageResult.Refused(model.Refusal);
    }

    /// <summary>Does it and goes on; a refusal shows the page again with what was typed.</summary>
    /// <param name="next">Page below the service.</param>
    /// <param name="done">What is said there, or null.</param>
    public async Task<IResult> ActAsync(
        AdoptionTab tab, IFormCollection form, Func<Municipality, int, Task<Outcome<int>>> act, string next, string? done, CancellationToken ct, string? text = null)
    {
        if (Found is not { } town)
            return PageResult.Refused(Refusal.NotFound("town"));
        var version = int.TryParse(form[AdoptionModel.VersionField], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var outcome = await act(town, version);
        if (outcome.Succeeded)
            return PageResult.SeeOther($"{AdoptionPages.Address}/{Town}/{Lead}/{Service}{(next.Length > 0 ? "/" + next : "")}{(done is null ? "" : "?erledigt=" + done)}");
        if (outcome.Refusal.Kind is RefusalKind.NotFound)
            return PageResult.Refused(outcome.Refusal, Desk.Theme(town));
        var posted = form.Where(field => !field.Key.StartsWith('_')).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        var model = await ModelAsync(tab, outcome.Refusal, posted, text, null, ct);
        return model.Succeeded ? Again(tab, model.Value, outcome.Refusal, town) : PageResult.Refused(model.Refusal);
    }

    private IResult Again(AdoptionTab tab, AdoptionModel model, Refusal refusal, Municipality town)
    {
        var status = refusal.Kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status409Conflict,
        };
        var theme = Desk.Theme(town);
        return tab switch
        {
            AdoptionTab.Settings => PageResult.Of<AdoptionSettingsPage>(new { Model = model }, theme, status),
            AdoptionTab.Texts => PageResult.Of<AdoptionTextsPage>(new { Model = model }, theme, status),
            AdoptionTab.Questions => PageResult.Of<AdoptionQuestionsPage>(new { Model = model }, theme, status),
            AdoptionTab.Difference => PageResult.Of<AdoptionDifferencePage>(new { Model = model }, theme, status),
            _ => PageResult.Of<AdoptionOverviewPage>(new { Model = model }, theme, status),
        };
    }

    private async Task<Outcome<AdoptionModel>> ModelAsync(
        AdoptionTab tab, Refusal? refused, IReadOnlyDictionary<string, string> posted, string? text, IReadOnlyList<ExampleResult>? examples, CancellationToken ct)
    {
        if (Found is not { } town)
            return Refusal.NotFound("town");
        var sheet = await Adoptions.OpenAsync(town, Lead, Service, Http.Language(), ct);
        if (!sheet.Succeeded)
            return sheet.Refusal;
        var done = refused is null && Http.Request.Query["erledigt"].ToString() is { Length: > 0 } word ? word : null;
        return new AdoptionModel(sheet.Value, tab, done, refused, posted, text, examples, await Counter.RunAsync(town, Service, ct), Time.Today());
    }
}
