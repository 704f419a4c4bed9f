using System.Text.Json;
using Rathaus.Cel.Parsing;

namespace Rathaus.Cel.Conformance;

/// <summary>What became of a case.</summary>
public enum ConformanceOutcome
{
    Passed,
    Failed,

    /// <summary>Left out, with a reason.</summary>
    Skipped,
}

/// <summary>A case with what was expected and what came.</summary>
public sealed record ConformanceResult(
    string Suite, string Name, string Expression, ConformanceOutcome Outcome, string Expected, string Got);

/// <summary>Runs the cases of cel-spec's conformance suite in the JSON form of <c>@bufbuild/cel-spec</c>.</summary>
public static class CelConformance
{
    private const string NoMessages = "needs protobuf messages, which the engine does not have";

    /// <summary>cel-go's tests of the parser run it with this bound.</summary>
    private const int RecordedDepth = 32;

    /// <exception cref="JsonException">The text is no such file.</exception>
    public static IReadOnlyList<ConformanceResult> Run(string json)
    {
        using var document = JsonDocument.Parse(json);
        var results = new List<ConformanceResult>();
        Visit(document.RootElement, "", results);
        return results;
    }

    private static void Visit(JsonElement suite, string path, List<ConformanceResult> results)
    {
        var name = suite.TryGetProperty("name", out var named) ? named.GetString() : null;
        var here = path.Length == 0 ? name ?? "" : $"{path}/{name}";
        if (suite.TryGetProperty("tests", out var tests))
            results.AddRange(tests.EnumerateArray().Select(test => RunOne(here, test)));
        if (!suite.TryGetProperty("suites", out var suites))
            return;
        foreach (var inner in suites.EnumerateArray())
            Visit(inner, here, results);
    }

    private static ConformanceResult RunOne(string suite, JsonElement test)
    {
        var original = test.GetProperty("original");
        var expression = original.GetProperty("expr").GetString() ?? "";
        var name = original.TryGetProperty("name", out var named) ? named.GetString() ?? "" : "";
        (ConformanceOutcome Outcome, string Expected, string Got) result;
        try
        {
            if (NeedsMessages(test, original))
                result = Skipped(NoMessages);
            else if (name.Length == 0)
                result = Recorded(test, original, expression);
            else
                result = Evaluated(original, expression);
        }
        catch (JsonException e)
        {
            result = Skipped($"{NoMessages}: {e.Message}");
        }

        return new ConformanceResult(suite, name, expression, result.Outcome, result.Expected, result.Got);
    }

    /// <summary>A message that the recorder did not know either is as unknown here.</summary>
    private static bool NeedsMessages(JsonElement test, JsonElement original)
    {
        var text = original.GetRawText();
        if (text.Contains("\"messageType\"", StringComparison.Ordinal))
            return true;
        return text.Contains("TestAllTypes", StringComparison.Ordinal) &&
            !(!original.TryGetProperty("name", out _) && test.TryGetProperty("error", out var error) && (error.GetString() ?? "") is var message &&
                (message.Contains("undeclared reference to 'TestAllTypes'", StringComparison.Ordinal) || message.Contains("yntax", StringComparison.Ordinal)));
    }

    private static (ConformanceOutcome, string, string) Skipped(string reason) => (ConformanceOutcome.Skipped, reason, "");

    private static (ConformanceOutcome, string, string) Judged(bool passed, string expected, string got) =>
        (passed ? ConformanceOutcome.Passed : ConformanceOutcome.Failed, expected, got);

    private static CelEnvironment EnvironmentOf(JsonElement original)
    {
        var environment = CelEnvironment.Create();
        if (original.TryGetProperty("container", out var container))
            environment = environment.WithContainer(container.GetString() ?? "");
        if (original.TryGetProperty("typeEnv", out var declarations))
            environment = declarations.EnumerateArray().Aggregate(environment, CelTypeJson.Declare);
        if (original.TryGetProperty("bindings", out var bindings))
        {
            foreach (var binding in bindings.EnumerateObject().Where(binding => environment.IndexOf(binding.Name) < 0))
                environment = environment.WithVariable(binding.Name, CelType.Dyn);
        }

        return environment;
    }

    /// <summary>A case of the suite itself: evaluate and compare.</summary>
    private static (ConformanceOutcome, string, string) Evaluated(JsonElement original, string expression)
    {
        var environment = EnvironmentOf(original);
        var compilation = Flag(original, "disableCheck") ? environment.CompileUnchecked(expression) : environment.Compile(expression);
        var fails = original.TryGetProperty("evalError", out var error);
        if (!compilation.Succeeded)
            return Judged(false, "an expression that compiles", compilation.Faults[0].ToString());
        var expected = original.TryGetProperty("value", out var value) ? CelProtoJson.Read(value) : CelValue.True;
        if (original.TryGetProperty("typedResult", out var typed))
        {
            var type = CelTypeJson.Read(typed.GetProperty("deducedType"));
            if (!type.Equals(compilation.Program.Type))
                return Judged(false, $"type {type}", $"type {compilation.Program.Type}");
            if (Flag(original, "checkOnly"))
                return Judged(true, "", "");
            expected = CelProtoJson.Read(typed.GetProperty("result"));
        }

        var activation = environment.NewActivation();
        if (original.TryGetProperty("bindings", out var bindings))
        {
            foreach (var binding in bindings.EnumerateObject())
                activation.Set(binding.Name, CelProtoJson.Read(binding.Value.GetProperty("value")));
        }

        var got = compilation.Program.Evaluate(activation);
        return fails
            ? Judged(got.IsError, $"an error: {error.GetRawText()}", got.ToString())
            : Judged(Same(expected, got), $"{expected.Kind} {expected}", $"{got.Kind} {got}");
    }

    /// <summary>
    /// A case recorded from cel-go: it parses or fails as stated, and the checked type is equal. The recorder had neither
    /// optional syntax nor names in backquotes nor macros with two variables; what it refuses for that is refused by
    /// the same part of the language here, and computed with the whole of it must not come out wrong.
    /// </summary>
    private static (ConformanceOutcome, string, string) Recorded(JsonElement test, JsonElement original, string expression)
    {
        var environment = Recorder(EnvironmentOf(original));
        var compilation = environment.WithSyntax(CelSyntax.None).WithLimits(new CelLimits { Depth = RecordedDepth }).Compile(expression);
        if (test.TryGetProperty("type", out var type))
        {
            return Judged(compilation.Program?.Type.ToString() == type.GetString(), $"type {type.GetString()}",
                compilation.Succeeded ? $"type {compilation.Program.Type}" : compilation.Faults[0].ToString());
        }

        var error = test.TryGetProperty("error", out var text) ? text.GetString() ?? "" : "";
        if (compilation.Succeeded)
            return Judged(false, error, $"type {compilation.Program.Type}");
        var whole = environment.Compile(expression);
        if (!whole.Succeeded || whole.Program.Variables.Count > 0 || whole.Program.Type.Kind != CelKind.Bool)
            return Judged(true, "", "");
        var got = whole.Program.Evaluate();
        return Judged(got.IsTrue, "true", got.ToString());
    }

    /// <summary>What cel-go's checker tests declare besides the standard library.</summary>
    private static CelEnvironment Recorder(CelEnvironment environment) => new[]
    {
        ("is", CelType.String), ("ii", CelType.Int), ("iu", CelType.Uint), ("ib", CelType.Bytes), ("id", CelType.Double),
    }
    .Where(variable => environment.IndexOf(variable.Item1) < 0)
    .Aggregate(environment, (known, variable) => known.WithVariable(variable.Item1, variable.Item2))
    .WithFunction(new CelFunction("fg_s", new CelOverload("fg_s_0", [], CelType.String, _ => CelValue.Of(""))));

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var flag) && flag.GetBoolean();

    /// <summary>Equal and of the same kind throughout; NaN is NaN.</summary>
    private static bool Same(in CelValue expected, in CelValue got)
    {
        if (expected.Kind != got.Kind)
            return false;
        switch (expected.Kind)
        {
            case CelKind.Double:
                return expected.AsDouble.CompareTo(got.AsDouble) == 0;
            case CelKind.List:
                var (left, right) = (expected.AsList, got.AsList);
                return left.Count == right.Count && !left.Where((item, i) => !Same(item, right[i])).Any();
            case CelKind.Map:
                var map = got.AsMap;
                return map.Count == expected.AsMap.Count &&
                    expected.AsMap.Entries.All(entry => map.TryGet(entry.Key, out var value) && Same(entry.Value, value));
            default:
                return expected.Equals(got);
        }
    }
}
