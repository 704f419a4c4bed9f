using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Engine;

namespace Rathaus.Services.Documents;

/// <summary>Fills a template with what one evaluation knows.</summary>
internal sealed class DocumentRenderer(FormEngine engine, ITexts texts) : IDocumentTemplates
{
    public LetterDocument? Render(FormEvaluation evaluation, string documentId)
    {
        if (!evaluation.Service.Runtime.Documents.TryGetValue(documentId, out var template))
            return null;
        return engine.Pass(evaluation.Service, evaluation, evaluation.Facts, run => Render(run, evaluation, template));
    }

    private LetterDocument Render(EvaluationRun run, FormEvaluation evaluation, DocumentTemplate template)
    {
        DocumentValues.Set(run, evaluation);
        var language = template.Markdown.ContainsKey(run.Language.Code) ? run.Language : Language.German;
        var markdown = Conditionals.Keep(
            template.Markdown[language.Code],
            condition => template.Programs[condition].Evaluate(run.Activation) is { Kind: CelKind.Bool, AsBool: true });
        var blocks = new DocumentBlocks(evaluation, texts.For(language));
        var document = LetterMarkdown.Parse(
            markdown,
            expression => template.Programs.TryGetValue(expression, out var program) ? Text(run, program, expression, language) : "",
            blocks.Of);
        return document with
        {
            Title = template.Title.In(language),
            Language = language,
            Author = evaluation.Service.Town.FullName,
            Late = Late(run, template, language),
            Statement = template.Statement is { } said && run.Values(said.States, out _) is { } stated
                ? new JsonObject { ["type"] = said.Type, ["stated"] = stated }
                : null,
        };
    }

    /// <summary>What a register gives only when the grant is carried out stands as a mark until then.</summary>
    private static string Text(EvaluationRun run, CelProgram program, string expression, Language language) =>
        ReadsEffect(program) && program.Evaluate(run.Activation).IsError ? Mark(expression) : run.Format(program, language);

    /// <summary>The marks that a wording drafted before may hold, with their text now.</summary>
    private static Dictionary<string, string> Late(EvaluationRun run, DocumentTemplate template, Language language) => template.Programs
        .Where(entry => ReadsEffect(entry.Value) && !entry.Value.Evaluate(run.Activation).IsError)
        .ToDictionary(entry => Mark(entry.Key), entry => run.Format(entry.Value, language), StringComparer.Ordinal);

    private static bool ReadsEffect(CelProgram program) => program.Variables.Contains("effect");

    private static string Mark(string expression) => $"‹{expression.Trim()}›";
}
