using Rathaus.Cel;
using Rathaus.Kernel.Documents;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Engine;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Documents;

/// <summary>Compiles the expressions of a package's letters.</summary>
internal static class DocumentCompiler
{
    /// <summary>Placeholders that stand for whole blocks.</summary>
    public static readonly IReadOnlySet<string> Blocks =
        new HashSet<string>(StringComparer.Ordinal) { "chain", "fees", "remedy", "answers", "proof.qr" };

    public static Dictionary<string, DocumentTemplate> Compile(PackageDef package, IReadOnlyDictionary<string, FactDef> facts, Scope scope)
    {
        var documents = new Dictionary<string, DocumentTemplate>(StringComparer.Ordinal);
        foreach (var document in package.Documents)
        {
            var programs = new Dictionary<string, CelProgram>(StringComparer.Ordinal);
            foreach (var text in document.Texts.Values)
                Text(text, programs, scope);
            documents[document.Id] = new DocumentTemplate(
                document.Id, document.Kind, ServiceAssembly.Title(document),
                document.Texts.ToDictionary(pair => pair.Key, pair => pair.Value.Markdown, StringComparer.Ordinal), programs)
            {
                Statement = document.Statement is { } statement ? StatementCompiler.Compile(statement, facts, scope) : null,
            };
        }

        var process = package.Process;
        foreach (var id in process.Letters.Values.Append(process.Permit?.Document).OfType<string>().Where(id => !documents.ContainsKey(id)))
            scope.Faults.Add(process.File, process.Line, $"there is no documents/{id}.md");
        foreach (var issue in process.Issues.Where(issue => !documents.ContainsKey(issue.Document)))
            scope.Faults.Add(issue.File, issue.Line, $"there is no documents/{issue.Document}.md");
        return documents;
    }

    private static void Text(DocumentText text, Dictionary<string, CelProgram> programs, Scope scope)
    {
        var plain = new System.Text.StringBuilder();
        foreach (var (line, content, condition, fault) in Conditionals.Lines(text.Markdown))
        {
            if (fault is not null)
                scope.Faults.Add(text.File, text.FirstLine + line - 1, fault);
            if (condition is not null)
                Add(condition, CelType.Bool, line);
            plain.Append(content).Append('\n');
            foreach (var expression in LetterMarkdown.ExpressionsOf(content).Where(expression => !Blocks.Contains(expression)))
                Add(expression, null, line);
        }

        foreach (var fault in LetterMarkdown.Check(plain.ToString()))
            scope.Faults.Add(text.File, text.FirstLine + fault.Line - 1, fault.Message);

        void Add(string expression, CelType? expected, int line)
        {
            if (!programs.ContainsKey(expression)
                && scope.Compile(new CelSource(expression, text.File, text.FirstLine + line - 1), expected) is { } program)
                programs[expression] = program;
        }
    }
}
