using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Kernel.Ui.Questions;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Adoption;

/// <summary>
/// Walks the form that a draft would make with a test person. The answers travel in the form and its answer; no case, no draft and no
/// file comes of it, and no register is asked.
/// </summary>
internal static class PreviewPages
{
    public const string AnswersField = "_antworten";
    public const string PageField = "_seite";
    public const string PersonField = "person";

    /// <summary>The button that begins the walk again.</summary>
    public const string Again = "anfang";

    private const int LongestAnswers = 200_000;

    public static void Map(IEndpointRouteBuilder service)
    {
        service.MapPage("/vorschau", ShowAsync);
        service.MapForm("/vorschau", WalkAsync);
    }

    private static Task<IResult> ShowAsync([AsParameters] AdoptionRequest request, [AsParameters] PreviewTools tools, CancellationToken ct) =>
        PageAsync(request, tools, "none", [], null, [], null, ct);

    private static async Task<IResult> WalkAsync(
        [AsParameters] AdoptionRequest request, [AsParameters] PreviewTools tools, IFormCollection form, CancellationToken ct)
    {
        var person = form[PersonField].ToString();
        var answers = Answers(form[AnswersField]);
        var posted = new PostedFields(form);
        var page = form[PageField].ToString();
        if (page.Length == 0 || form[FormActions.Name] == Again)
            return await PageAsync(request, tools, person, [], null, [], null, ct);
        if (await CandidateAsync(request, ct) is not { } service || service.Form.FindPage(page) is not { } definition)
            return PageResult.Refused(Refusal.NotFound("page"));
        if (posted.IsEntryAction)
        {
            var group = posted.Action is FormActions.Add or FormActions.Undo ? posted.Path : PostedFields.Group(posted.Path);
            if (definition.Questions.FirstOrDefault(question => question.Path == group) is { Children.Count: > 0 } found)
                posted.Apply(found.Children[0].Id, found.Entry.In(request.Http.Language()));
        }

        var typed = tools.Parser.ParsePage(service, page, posted.Fields, answers, request.Http.Language());
        var evaluation = await EvaluateAsync(request, service, person, typed.Answers, typed.Raw, ct);
        var faults = evaluation.FindPage(page)?.Faults ?? [];
        if (posted.IsEntryAction || faults.Count > 0)
            return await PageAsync(request, tools, person, typed.Answers, page, posted.IsEntryAction ? [] : faults, typed.Raw, ct);
        return await PageAsync(request, tools, person, typed.Answers, evaluation.NextPage(page)?.Page.Id ?? "", [], null, ct);
    }

    /// <param name="page">Null: the first one; empty: the result.</param>
    private static async Task<IResult> PageAsync(
        AdoptionRequest request, PreviewTools tools, string person, JsonObject answers, string? page, IReadOnlyList<FieldFault> faults,
        IReadOnlyDictionary<string, string>? raw, CancellationToken ct)
    {
        if (request.Found is not { } town)
            return PageResult.Refused(Refusal.NotFound("town"));
        var sheet = await request.Adoptions.OpenAsync(town, request.Lead, request.Service, request.Http.Language(), ct);
        if (!sheet.Succeeded)
            return PageResult.Refused(sheet.Refusal);
        request.Http.Response.Headers.CacheControl = "no-store";
        var model = new AdoptionModel(sheet.Value, AdoptionTab.Preview, null, null, new Dictionary<string, string>(), null, null, [], request.Time.Today());
        if ((sheet.Value.Candidate ?? sheet.Value.Current) is not { } service)
            return PageResult.Of<AdoptionPreviewPage>(new { Model = new PreviewModel(model, person, null, [], "", null, []) }, request.Desk.Theme(town));
        var evaluation = await EvaluateAsync(request, service, person, answers, raw, ct);
        var state = page is null ? evaluation.Pages.FirstOrDefault(one => one.Visible) : page.Length == 0 ? null : evaluation.FindPage(page);
        answers = WithFirstEntries(answers, state);
        if (state is not null)
        {
            evaluation = await EvaluateAsync(request, service, person, answers, raw, ct);
            state = evaluation.FindPage(state.Page.Id)!;
        }

        var fields = state is null ? [] : new QuestionFields { Language = request.Http.Language(), Faults = faults }.Of(state.Questions)
            .Select(field => field with { IsHeading = false, Required = field.Type != FieldType.File && field.Required }).ToList();
        var letters = state is null ? Letters(tools.Documents, evaluation) : [];
        var preview = new PreviewModel(model, person, state, fields, answers.ToJsonString(), state is null ? evaluation : null, letters);
        return faults.Count > 0
            ? PageResult.Of<AdoptionPreviewPage>(new { Model = preview }, request.Desk.Theme(town), StatusCodes.Status422UnprocessableEntity)
            : PageResult.Of<AdoptionPreviewPage>(new { Model = preview }, request.Desk.Theme(town));
    }

    private static async Task<EffectiveService?> CandidateAsync(AdoptionRequest request, CancellationToken ct)
    {
        if (request.Found is not { } town)
            return null;
        var sheet = await request.Adoptions.OpenAsync(town, request.Lead, request.Service, request.Http.Language(), ct);
        return sheet.Succeeded ? sheet.Value.Candidate ?? sheet.Value.Current : null;
    }

    private static ValueTask<FormEvaluation> EvaluateAsync(
        AdoptionRequest request, EffectiveService service, string person, JsonObject answers, IReadOnlyDictionary<string, string>? raw, CancellationToken ct)
    {
        var context = new EvaluationContext(request.Time.Today(), request.Http.Language())
        {
            Actor = TestPerson.Of(person, service.Town),
            Raw = raw ?? new Dictionary<string, string>(),
            // A file is taken as sent: nobody uploads for a try.
            Files = service.Form.Questions.Where(question => question.Type == QuestionType.File)
                .ToDictionary(question => question.Path, IReadOnlyList<string> (_) => ["vorschau"], StringComparer.Ordinal),
            Document = new DocumentFacts { CaseNumber = "VORSCHAU", PermitNumber = "VORSCHAU", Received = request.Time.Today(), Decided = request.Time.Today() },
        };
        return request.Adoptions.PreviewAsync(service, answers, context, ct);
    }

    private static IReadOnlyList<LetterDocument> Letters(IDocumentTemplates documents, FormEvaluation evaluation) =>
        [.. evaluation.Service.Process.Letters.Where(letter => letter.Key is "receipt" or "granted").Select(letter => documents.Render(evaluation, letter.Value)).OfType<LetterDocument>()];

    private static JsonObject WithFirstEntries(JsonObject answers, PageState? state)
    {
        foreach (var question in state?.Questions.Where(one => one is { Visible: true, Entries.Count: 0, Question: { Type: QuestionType.RepeatingGroup, MinEntries: > 0 } }) ?? [])
            answers[question.Path] = new JsonArray(new JsonObject());
        return answers;
    }

    private static JsonObject Answers(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > LongestAnswers)
            return [];
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 16 }) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            // Somebody changed the page: the walk begins again.
            return [];
        }
    }
}

/// <summary>What a preview needs besides the request.</summary>
internal sealed record PreviewTools(IAnswerParser Parser, IDocumentTemplates Documents);

/// <summary>A step of the walk.</summary>
/// <param name="State">The page that is shown; null at the end, or when nothing can be shown.</param>
/// <param name="Answers">The answers so far, as JSON.</param>
/// <param name="Result">What comes of it; null before the end.</param>
internal sealed record PreviewModel(
    AdoptionModel Adoption, string Person, PageState? State, IReadOnlyList<FieldModel> Fields, string Answers, FormEvaluation? Result, IReadOnlyList<LetterDocument> Letters);

/// <summary>Nobody real: who fills in the form while trying.</summary>
internal sealed record TestPerson(TrustLevel Trust, ConfirmedPerson? Person) : IActor
{
    public static readonly IReadOnlyList<string> Kinds = ["none", "low", "high"];

    public Guid? AccountId { get; } = new("01985a00-0000-7000-8000-0000000000ff");

    public Guid? StaffId => null;

    public string? DisplayName => Person is null ? null : $"{Person.GivenNames} {Person.FamilyName}";

    public bool Simulated => true;

    public IReadOnlyList<StaffAssignment> Assignments => [];

    /// <returns>Null: nobody signed in.</returns>
    public static TestPerson? Of(string kind, Municipality town) => kind switch
    {
        "low" => new TestPerson(TrustLevel.Low, Somebody(town)),
        "high" => new TestPerson(TrustLevel.High, Somebody(town)),
        _ => null,
    };

    private static ConfirmedPerson Somebody(Municipality town) => new(
        "Muster", "Alex", new DateOnly(1980, 5, 17), "Musterstadt", "Musterstraße", "1", town.PostCodes is [var first, ..] ? first : "00000", town.Name);
}
