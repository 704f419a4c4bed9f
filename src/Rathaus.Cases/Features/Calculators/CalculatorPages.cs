using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services;
using Rathaus.Services.Calculators;

namespace Rathaus.Cases.Features.Calculators;

/// <summary>
/// Advance calculator of a service and the check of all benefits. The answers travel in the body of the form and in its answer,
/// nowhere else: nothing is stored, logged, or put into an address.
/// </summary>
internal static class CalculatorPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var check = routes.MapGroup("/{town}/" + Calculator.BenefitCheck);
        check.MapPage("", (string town, ICatalogue catalogue, IFormEngine engine, TimeProvider time, HttpContext http, CancellationToken ct) =>
            ShowAsync(catalogue.FindCalculator(town, Calculator.BenefitCheck), catalogue, engine, time, http, ct));
        check.MapForm("", (string town, IFormCollection form, ICatalogue catalogue, IFormEngine engine, IAnswerParser parser, TimeProvider time, HttpContext http, CancellationToken ct) =>
            ComputeAsync(catalogue.FindCalculator(town, Calculator.BenefitCheck), form, catalogue, engine, parser, time, http, ct)).RequireRateLimiting("submission");
        var calculator = routes.MapGroup("/{town}/{service}/rechner");
        calculator.MapPage("", (string town, string service, ICatalogue catalogue, IFormEngine engine, TimeProvider time, HttpContext http, CancellationToken ct) =>
            ShowAsync(OfService(catalogue, town, service), catalogue, engine, time, http, ct));
        calculator.MapForm("", (string town, string service, IFormCollection form, ICatalogue catalogue, IFormEngine engine, IAnswerParser parser, TimeProvider time, HttpContext http, CancellationToken ct) =>
            ComputeAsync(OfService(catalogue, town, service), form, catalogue, engine, parser, time, http, ct)).RequireRateLimiting("submission");
    }

    private static Calculator? OfService(ICatalogue catalogue, string town, string service) =>
        catalogue.Find(town, service) is null ? null : catalogue.FindCalculator(town, service);

    private static async Task<IResult> ShowAsync(
        Calculator? calculator, ICatalogue catalogue, IFormEngine engine, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        if (calculator is null)
            return PageResult.Refused(Refusal.NotFound("page"));
        // A list that needs an entry begins with one to fill in.
        var answers = new JsonObject();
        foreach (var question in calculator.Form.Form.Pages[0].Questions.Where(one => one is { Type: QuestionType.RepeatingGroup, MinEntries: > 0 }))
            answers[question.Id] = new JsonArray(new JsonObject());
        var evaluation = await engine.EvaluateAsync(calculator.Form, answers, new EvaluationContext(time.Today(), http.Language()), ct);
        return Page(http, catalogue, calculator, evaluation, faults: [], removed: null, computed: false);
    }

    private static async Task<IResult> ComputeAsync(
        Calculator? calculator, IFormCollection form, ICatalogue catalogue, IFormEngine engine, IAnswerParser parser, TimeProvider time,
        HttpContext http, CancellationToken ct)
    {
        if (calculator is null)
            return PageResult.Refused(Refusal.NotFound("page"));
        var page = calculator.Form.Form.Pages[0];
        var posted = new PostedFields(form);
        if (posted.IsEntryAction)
        {
            var group = posted.Action is FormActions.Add or FormActions.Undo ? posted.Path : PostedFields.Group(posted.Path);
            if (page.Questions.FirstOrDefault(question => question.Path == group) is { Children.Count: > 0 } found)
                posted.Apply(found.Children[0].Id, found.Entry.In(http.Language()));
        }

        var typed = parser.ParsePage(calculator.Form, page.Id, posted.Fields, [], http.Language());
        var evaluation = await engine.EvaluateAsync(
            calculator.Form, typed.Answers, new EvaluationContext(time.Today(), http.Language()) { Raw = typed.Raw }, ct);
        return posted.IsEntryAction
            ? Page(http, catalogue, calculator, evaluation, [], posted.Removed, computed: false)
            : Page(http, catalogue, calculator, evaluation, evaluation.Faults, null, computed: evaluation.Faults.Count == 0);
    }

    private static PageResult Page(
        HttpContext http, ICatalogue catalogue, Calculator calculator, FormEvaluation evaluation, IReadOnlyList<FieldFault> faults,
        RemovedEntry? removed, bool computed)
    {
        http.Response.Headers.CacheControl = "no-store";
        var state = evaluation.Pages[0];
        var fields = new QuestionFields { Language = http.Language(), Faults = faults, Removed = removed }.Of(state.Questions);
        var view = new CalculatorView(
            calculator, state, [.. fields.Select(field => field with { IsHeading = false })], removed,
            computed ? [.. calculator.Results.Select(result => CalculatedBenefit.Of(result, evaluation, Offer(catalogue, calculator, result)))] : null);
        return faults.Count > 0 ? PageResult.Invalid<CalculatorPage>(new { Model = view }) : PageResult.Of<CalculatorPage>(new { Model = view });
    }

    private static EffectiveService? Offer(ICatalogue catalogue, Calculator calculator, CalculatorResult result) =>
        result.Service is { } service ? catalogue.Find(calculator.Form.Town.Id, service) : null;
}
