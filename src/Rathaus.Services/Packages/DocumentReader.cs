using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>Reads <c>documents/*.md</c> with their front matter.</summary>
internal static class DocumentReader
{
    private static readonly string[] Kinds = ["notice", "permit", "certificate", "receipt", "confirmation"];

    public static IReadOnlyList<DocumentDef> Read(PackageSource source, FaultList faults)
    {
        var texts = new SortedDictionary<string, Dictionary<string, Part>>(StringComparer.Ordinal);
        foreach (var (name, content) in source.Documents)
        {
            var file = $"{source.Folder}/{name}";
            var parts = Path.GetFileNameWithoutExtension(name).Split('.');
            var language = parts.Length == 1 ? "de" : parts[1];
            if (parts.Length > 2 || language is not ("de" or "en" or "de-einfach") || !MapReader.IsDashedId(parts[0]))
            {
                faults.Add(file, 1, "a document is named id.md, id.en.md or id.de-einfach.md");
                continue;
            }

            if (!texts.TryGetValue(parts[0], out var languages))
                texts[parts[0]] = languages = new Dictionary<string, Part>(StringComparer.Ordinal);
            languages[language] = One(file, content, faults);
        }

        var documents = new List<DocumentDef>();
        foreach (var (id, languages) in texts)
        {
            if (!languages.TryGetValue("de", out var german))
            {
                faults.Add(languages.First().Value.Text.File, 1, $"documents/{id}.md is missing: German is the source");
                continue;
            }

            if (!languages.ContainsKey("de-einfach"))
                faults.Add(german.Text.File, 1, $"documents/{id}.de-einfach.md is missing");
            documents.Add(new DocumentDef(
                id, german.Kind ?? "notice",
                languages.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal), german.Text.File, german.Credential, german.Statement));
        }

        return documents;
    }

    private static Part One(string file, string content, FaultList faults)
    {
        var text = content.ReplaceLineEndings("\n");
        if (text.Length > YamlReader.MaxBytes)
        {
            faults.Add(file, 1, "file is larger than 1 MiB");
            text = "";
        }

        string? title = null;
        string? kind = null;
        DocumentCredential? credential = null;
        StatementDef? statement = null;
        var line = 1;
        if (text.StartsWith("---\n", StringComparison.Ordinal) && text.IndexOf("\n---\n", 3, StringComparison.Ordinal) is > 0 and var end)
        {
            if (YamlReader.Read(file, text[4..end], faults) is { } head && MapReader.Over(head, faults, "the head") is { } map)
            {
                title = map.Text("title");
                kind = map.Text("kind");
                if (kind is not null && !Kinds.Contains(kind))
                    map.Fault("kind", $"unknown kind {kind}; known: {string.Join(", ", Kinds)}");
                if (map.Map("credential") is { } card)
                {
                    credential = new DocumentCredential(card.Id("type", dashed: true), card.Id("holder"), card.Text("address"));
                    card.Done();
                }

                if (map.Map("proof") is { } proof)
                {
                    statement = Statement(proof);
                    proof.Done();
                }

                map.Done();
            }

            line += text[..(end + 5)].Count(character => character == '\n');
            text = text[(end + 5)..];
        }

        title ??= text.Split('\n').FirstOrDefault(row => row.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim() ?? "";
        if (title.Length == 0)
            faults.Add(file, 1, "a document has a title or begins with a heading");
        return new Part(new DocumentText(title, text, file, line), kind, credential, statement);
    }

    private static StatementDef Statement(MapReader proof)
    {
        var states = new List<(string, CelSource)>();
        if (proof.Map("states") is { } map)
        {
            foreach (var entry in map.Node.Entries)
            {
                states.Add((entry.Key, new CelSource(map.Required(entry.Key), map.FileOf(entry.Key), map.LineOf(entry.Key))));
            }

            map.Done();
        }

        return new StatementDef(proof.Required("type"), states, proof.File, proof.LineOf("type"));
    }

    private sealed record Part(DocumentText Text, string? Kind, DocumentCredential? Credential, StatementDef? Statement);
}
