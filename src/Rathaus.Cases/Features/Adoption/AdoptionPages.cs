using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Office;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Adoption;

/// <summary>Services of a town for its administrators: adopt, set, word, ask more, upgrade, try out, release with four eyes.</summary>
internal static class AdoptionPages
{
    private static readonly string[] Languages = ["de", "en", "de-einfach"];

    public const string Address = "/amt/leistungen";

    public static void Map(IEndpointRouteBuilder office)
    {
        office.MapPage("/leistungen", ListAsync);
        var service = office.MapGroup("/leistungen/{town}/{lead}/{service}");
        service.MapPage("", ([AsParameters] AdoptionRequest request, CancellationToken ct) => request.ShowAsync<AdoptionOverviewPage>(AdoptionTab.Overview, ct));
        service.MapPage("/angaben", ([AsParameters] AdoptionRequest request, CancellationToken ct) => request.ShowAsync<AdoptionSettingsPage>(AdoptionTab.Settings, ct));
        service.MapPage("/texte", ([AsParameters] AdoptionRequest request, [FromQuery] string? schluessel, CancellationToken ct) =>
            request.ShowAsync<AdoptionTextsPage>(AdoptionTab.Texts, ct, text: schluessel));
        service.MapPage("/fragen", ([AsParameters] AdoptionRequest request, CancellationToken ct) => request.ShowAsync<AdoptionQuestionsPage>(AdoptionTab.Questions, ct));
        service.MapPage("/fassung", ([AsParameters] AdoptionRequest request, CancellationToken ct) => request.ShowAsync<AdoptionDifferencePage>(AdoptionTab.Difference, ct));
        service.MapPage("/beispiele", ExamplesAsync);
        service.MapPage("/datei", FileAsync);
        service.MapForm("/beginnen", BeginAsync);
        service.MapForm("/angaben", SaveSettingsAsync);
        service.MapForm("/texte", SaveTextAsync);
        service.MapForm("/fragen", AddQuestionAsync);
        service.MapForm("/fragen/entfernen", RemoveQuestionAsync);
        service.MapForm("/fassung", DecideAsync);
        service.MapForm("/einreichen", SubmitAsync);
        service.MapForm("/freigeben", PublishAsync);
        service.MapForm("/zurueckgeben", ReturnAsync);
        service.MapForm("/verwerfen", DiscardAsync);
        service.MapForm("/zuruecknehmen", WithdrawAsync);
        PreviewPages.Map(service);
    }

    private static async Task<IResult> ListAsync(HttpContext http, OfficeDesk desk, IAdoptions adoptions, CancellationToken ct)
    {
        var chosen = http.Request.Query["stadt"].ToString() is { Length: > 0 } id ? id : null;
        var towns = desk.OperatedTowns;
        if (OfficeDesk.Choose(towns, chosen) is not { } town)
            return towns.Count > 1 && chosen is null
                ? PageResult.Of<TownChoicePage>(new { Model = new TownChoice(towns, Address) })
                : PageResult.Refused(Refusal.NotFound("adoption"));
        var rows = await adoptions.ListAsync(town, http.Language(), ct);
        return rows.Succeeded
            ? PageResult.Of<AdoptionListPage>(new { Model = new AdoptionList(town, rows.Value) }, desk.Theme(town))
            : PageResult.Refused(rows.Refusal, desk.Theme(town));
    }

    private static async Task<IResult> ExamplesAsync([AsParameters] AdoptionRequest request, CancellationToken ct)
    {
        if (request.Found is not { } town)
            return PageResult.Refused(Refusal.NotFound("town"));
        var results = await request.Adoptions.TryExamplesAsync(town, request.Lead, request.Service, ct);
        return results.Succeeded
            ? await request.ShowAsync<AdoptionExamplesPage>(AdoptionTab.Examples, ct, examples: results.Value)
            : PageResult.Refused(results.Refusal);
    }

    private static async Task<IResult> FileAsync([AsParameters] AdoptionRequest request, CancellationToken ct)
    {
        if (request.Found is not { } town)
            return PageResult.Refused(Refusal.NotFound("town"));
        var sheet = await request.Adoptions.OpenAsync(town, request.Lead, request.Service, request.Http.Language(), ct);
        return sheet is { Succeeded: true, Value.OverlayText: { } text }
            ? Results.File(Encoding.UTF8.GetBytes(text), "application/yaml", $"{request.Service}.yaml")
            : PageResult.Refused(sheet.Refusal ?? Refusal.NotFound("service"));
    }

    private static Task<IResult> BeginAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct) =>
        request.ActAsync(AdoptionTab.Overview, form, (town, _) => request.Adoptions.BeginAsync(town, request.Lead, request.Service, Filled(form["fassung"]), ct),
            Filled(form["weiter"]) == "fassung" ? "fassung" : "angaben", null, ct);

    private static Task<IResult> SaveSettingsAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct)
    {
        var fields = form.Where(field => !field.Key.StartsWith('_')).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        return request.ActAsync(AdoptionTab.Settings, form, (town, version) =>
            request.Adoptions.SaveSettingsAsync(town, request.Service, version, fields, request.Http.Language(), ct), "angaben", "saved", ct);
    }

    private static Task<IResult> SaveTextAsync([AsParameters] AdoptionRequest request, IFormCollection form, [FromQuery] string? schluessel, CancellationToken ct) =>
        request.ActAsync(AdoptionTab.Texts, form, (town, version) => request.Adoptions.SaveTextAsync(
            town, request.Service, version, schluessel ?? "",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["de"] = form["de"].ToString(), ["en"] = form["en"].ToString(), ["de-einfach"] = form["de-einfach"].ToString() }, ct),
            "texte", "saved", ct, schluessel);

    private static Task<IResult> AddQuestionAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct)
    {
        Dictionary<string, string> In(string name) => Languages.ToDictionary(
            language => language, language => form[language == "de" && name.Length == 0 ? "de" : $"{name}{language}"].ToString().Trim(), StringComparer.Ordinal);
        var question = new OwnQuestion(form["stelle"].ToString(), "", form["art"].ToString(), form["pflicht"] == "ja", In(""), In("hinweis."), form["auswahl"].ToString());
        return request.ActAsync(AdoptionTab.Questions, form, (town, version) =>
            request.Adoptions.AddQuestionAsync(town, request.Service, version, question, ct), "fragen", "saved", ct);
    }

    private static Task<IResult> RemoveQuestionAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct) =>
        request.ActAsync(AdoptionTab.Questions, form, (town, version) =>
            request.Adoptions.RemoveQuestionAsync(town, request.Service, version, form["frage"].ToString(), ct), "fragen", "saved", ct);

    private static Task<IResult> DecideAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct) =>
        request.ActAsync(AdoptionTab.Difference, form, (town, version) => form["wahl"].ToString() is "eigene" or "neue"
            ? request.Adoptions.DecideAsync(town, request.Service, version, form["stelle"].ToString(), form["wahl"] == "eigene", ct)
            : Task.FromResult<Outcome<int>>(Refusal.Invalid("adoption.choice", "Wählen Sie eine Seite.", new FieldFault("wahl", "required", "Wählen Sie eine der beiden Seiten."))),
            "fassung", "decided", ct);

    private static Task<IResult> SubmitAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct)
    {
        if (!DateOnly.TryParseExact(form["tag"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            day = request.Time.Today();
        return request.ActAsync(AdoptionTab.Overview, form, (town, version) =>
            request.Adoptions.SubmitAsync(town, request.Service, version, day, Filled(form["grund"]), ct), "", "submitted", ct);
    }

    private static Task<IResult> PublishAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct) =>
        request.ActAsync(AdoptionTab.Overview, form, (town, version) => request.Adoptions.PublishAsync(town, request.Service, version, ct), "", "published", ct);

    private static Task<IResult> ReturnAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct) =>
        request.ActAsync(AdoptionTab.Overview, form, (town, version) =>
            request.Adoptions.ReturnAsync(town, request.Service, version, form["bemerkung"].ToString(), ct), "", "returned", ct);

    private static Task<IResult> DiscardAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct) =>
        request.ActAsync(AdoptionTab.Overview, form, (town, version) => request.Adoptions.DiscardAsync(town, request.Service, version, ct), "", "discarded", ct);

    private static Task<IResult> WithdrawAsync([AsParameters] AdoptionRequest request, IFormCollection form, CancellationToken ct) =>
        request.ActAsync(AdoptionTab.Overview, form, (town, _) => request.Adoptions.WithdrawAsync(town, request.Service, ct), "", "withdrawn", ct);

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>What a town's administrator sees first.</summary>
internal sealed record AdoptionList(Municipality Town, IReadOnlyList<AdoptionRow> Rows);

/// <summary>The tabs of one service.</summary>
internal enum AdoptionTab
{
    Overview,
    Settings,
    Texts,
    Questions,
    Difference,
    Examples,
    Preview,
}

/// <summary>What every page of one service shows.</summary>
/// <param name="Done">What was just done, or null.</param>
/// <param name="Refused">Why the last deed was refused, or null.</param>
/// <param name="Posted">What was typed then.</param>
/// <param name="Text">Key of the text that is edited, or null.</param>
/// <param name="Examples">How the examples went; null on the other pages.</param>
/// <param name="Running">Open cases by version.</param>
internal sealed record AdoptionModel(
    AdoptionSheet Sheet, AdoptionTab Tab, string? Done, Refusal? Refused, IReadOnlyDictionary<string, string> Posted, string? Text,
    IReadOnlyList<ExampleResult>? Examples, IReadOnlyList<RunningCases> Running, DateOnly Today)
{
    public const string VersionField = "_version";

    public string Root => $"{AdoptionPages.Address}/{Sheet.Town.Id}/{Sheet.Lead}/{Sheet.Service}";

    public FieldFault? FaultAt(string name) => Refused?.Faults.FirstOrDefault(fault => fault.Path == name);
}
