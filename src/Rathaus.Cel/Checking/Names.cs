using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Checking;

/// <summary>Looks names up: bound inside the expression first, then in the container and outwards.</summary>
internal sealed class Names(CelEnvironment environment)
{
    private readonly List<(string Name, int Slot, CelType Type)> locals = [];

    public void Push(string name, int slot, CelType type) => locals.Add((name, slot, type));

    public void Pop(int count) => locals.RemoveRange(locals.Count - count, count);

    /// <summary>Whether the first part of a path is bound inside the expression.</summary>
    public bool StartsLocal(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var first = dot < 0 ? path : path[..dot];
        return locals.Exists(local => local.Name == first);
    }

    public Resolution Find(string name, out CelType type)
    {
        for (var i = locals.Count - 1; i >= 0; i--)
        {
            if (locals[i].Name == name)
            {
                type = locals[i].Type;
                return new Resolution(NameMeaning.Local, locals[i].Slot, default, name);
            }
        }

        foreach (var candidate in Candidates(name))
        {
            var index = environment.IndexOf(candidate);
            if (index >= 0)
            {
                type = environment.Variables[index].Type;
                return new Resolution(NameMeaning.Variable, index, default, candidate);
            }

            if (TypeNames.Find(candidate) is { } named)
            {
                type = CelType.TypeOf(named);
                return new Resolution(NameMeaning.Constant, -1, CelValue.Of(named), candidate);
            }
        }

        type = CelType.Dyn;
        return new Resolution(NameMeaning.Unknown, -1, default, name);
    }

    public CelFunction? FindFunction(string name)
    {
        foreach (var candidate in Candidates(name))
        {
            if (environment.Functions.TryGetValue(candidate, out var function))
                return function;
        }

        return null;
    }

    public string? Similar(string name) =>
        Closest(name, environment.Variables.Select(variable => variable.Name).Concat(locals.Select(local => local.Name)));

    /// <summary>A known name within two edits, for the reader who mistyped.</summary>
    public static string? Closest(string name, IEnumerable<string> known)
    {
        if (name.Length is < 3 or > 60)
            return null;
        var best = known
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= 2)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= 2 ? $"'{best.candidate}'" : null;
    }

    private IEnumerable<string> Candidates(string name)
    {
        if (name.StartsWith('.'))
        {
            yield return name[1..];
            yield break;
        }

        var container = environment.Container;
        while (container.Length > 0)
        {
            yield return $"{container}.{name}";
            var dot = container.LastIndexOf('.');
            container = dot < 0 ? "" : container[..dot];
        }

        yield return name;
    }

    /// <summary>Levenshtein.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
