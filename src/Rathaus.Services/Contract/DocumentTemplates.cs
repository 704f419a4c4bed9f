using Rathaus.Kernel.Documents;

namespace Rathaus.Services;

/// <summary>Turns a template of the package and an evaluation into a letter without letterhead; the case adds its own head.</summary>
public interface IDocumentTemplates
{
    /// <returns>The document in the evaluation's language (else German), or null when the service has none of that id.</returns>
    LetterDocument? Render(FormEvaluation evaluation, string documentId);
}
