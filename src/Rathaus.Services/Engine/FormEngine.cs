using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Answers;

namespace Rathaus.Services.Engine;

/// <summary>
/// Evaluates all rules of a form. Without facts one pass without waiting; a rule that asks a new fact suspends, the facts
/// are awaited together, and the pass is replayed with the answers.
/// </summary>
internal sealed class FormEngine(ITexts texts, IFactSource facts) : IFormEngine
{
    /// <summary>A fact may depend on another; more than this many in a row is a mistake in the package.</summary>
    private const int MaxRounds = 8;

    public ValueTask<FormEvaluation> EvaluateAsync(
        EffectiveService service, JsonObject answers, EvaluationContext context, CancellationToken ct) =>
        EvaluateAsync(service, answers, context, facts, coverage: null, ct);

    /// <param name="coverage">Collects the rules that were reached, or null.</param>
    internal ValueTask<FormEvaluation> EvaluateAsync(
        EffectiveService service, JsonObject answers, EvaluationContext context, IFactSource source, HashSet<string>? coverage, CancellationToken ct)
    {
        var calls = new FactCalls();
        var evaluation = Pass(service, answers, context, calls, coverage);
        return calls.HasPending
            ? ReplayAsync(service, answers, context, source, calls, coverage, ct)
            : ValueTask.FromResult(evaluation);
    }

    /// <summary>Runs with what is at hand and hands the finished pass to <paramref name="use"/>, for documents.</summary>
    internal T Pass<T>(EffectiveService service, FormEvaluation evaluation, FactCalls calls, Func<EvaluationRun, T> use)
    {
        var activation = service.Runtime.Rent();
        try
        {
            var run = new EvaluationRun(
                service, evaluation.Answers, evaluation.Context, texts.For(evaluation.Context.Language), calls, activation, coverage: null);
            run.Evaluate();
            return use(run);
        }
        finally
        {
            service.Runtime.Return(activation);
        }
    }

    private async ValueTask<FormEvaluation> ReplayAsync(
        EffectiveService service, JsonObject answers, EvaluationContext context, IFactSource source, FactCalls calls,
        HashSet<string>? coverage, CancellationToken ct)
    {
        FormEvaluation evaluation;
        var round = 0;
        do
        {
            await calls.AnswerAsync(source, service, context, ct);
            evaluation = Pass(service, answers, context, calls, coverage);
        }
        while (calls.HasPending && ++round < MaxRounds);
        return evaluation;
    }

    /// <summary>Letters are filled later without waiting: what they ask is asked now.</summary>
    private static void AskForDocuments(EvaluationRun run, FormEvaluation evaluation)
    {
        Documents.DocumentValues.Set(run, evaluation);
        foreach (var program in run.Runtime.Documents.Values.SelectMany(document => document.Programs.Values))
            program.Evaluate(run.Activation);
    }

    private FormEvaluation Pass(
        EffectiveService service, JsonObject answers, EvaluationContext context, FactCalls calls, HashSet<string>? coverage)
    {
        var activation = service.Runtime.Rent();
        try
        {
            var run = new EvaluationRun(service, answers, context, texts.For(context.Language), calls, activation, coverage);
            var evaluation = run.Evaluate();
            evaluation.Facts = calls;
            if (context.Document is not null)
                AskForDocuments(run, evaluation);
            return evaluation;
        }
        finally
        {
            service.Runtime.Return(activation);
        }
    }
}

/// <summary>Reads posted fields of one page.</summary>
internal sealed class AnswerParser(ITexts texts) : IAnswerParser
{
    public ParsedAnswers ParsePage(
        EffectiveService service, string pageId, IReadOnlyDictionary<string, IReadOnlyList<string>> fields, JsonObject draft, Language language)
    {
        var page = new PageParser(fields, texts.For(language));
        var answers = (JsonObject)draft.DeepClone();
        var compiled = service.Runtime.Package.Pages.FirstOrDefault(candidate => candidate.Def.Id == pageId);
        foreach (var question in compiled?.Questions ?? [])
        {
            if (question.Def.ReadOnly || (question.Def.Type == QuestionType.File && !fields.ContainsKey(question.Def.Id)))
                continue;
            answers.Remove(question.Def.Id);
            if (page.Read(question, question.Def.Id) is { } answer)
                answers[question.Def.Id] = answer;
        }

        return new ParsedAnswers(answers, page.Raw, page.Faults);
    }
}
