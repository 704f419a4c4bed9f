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
            expression => template.Programs.TryGetValue(expression, out var program) ? run.Format(program, language) : "",
            blocks.Of);
        return document with
        {
            Title = template.Title.In(language),
            Language = language,
            Author = evaluation.Service.Town.FullName,
        };
    }
}
