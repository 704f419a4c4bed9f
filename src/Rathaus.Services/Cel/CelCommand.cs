using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Cel.Conformance;
using Rathaus.Kernel.Commands;

namespace Rathaus.Services.Cel;

/// <summary><c>./rathaus cel</c>: evaluates expressions line by line, or runs a file of conformance cases.</summary>
internal sealed class CelCommand : ICommand
{
    public string Name => "cel";

    public string Summary => "Evaluates expressions (JSON lines), or runs conformance cases";

    public string Usage => """
        ./rathaus cel < LINES            JSON lines {"expr": "1 + x", "bindings": {"x": {"int64Value": "2"}}, "check": true}
                                         to JSON lines {"value": {"int64Value": "3"}, "type": "int"} or {"error": "..."}
        ./rathaus cel --conformance FILE cases of cel-spec as JSON; names each failure, ends with
                                         N passed, N failed, N skipped; exit 1 when one failed
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--conformance"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.Count > 0)
            throw new CommandLineException($"cel takes no argument {line.Arguments[0]}");
        if (line.Option("--conformance") is { } file)
            return await ConformanceAsync(line.Out, file, ct);
        while (await line.In.ReadLineAsync(ct) is { } request)
        {
            if (!string.IsNullOrWhiteSpace(request))
                await line.Out.WriteLineAsync(Answer(request).ToJsonString().AsMemory(), ct);
        }

        return 0;
    }

    internal static JsonObject Answer(string request)
    {
        try
        {
            using var document = JsonDocument.Parse(request);
            return Answer(document.RootElement);
        }
        catch (JsonException e)
        {
            return Error($"the line is no request: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            // A JSON escape of half a surrogate pair is well-formed JSON and no text.
            return Error($"the line is no request: {e.Message}");
        }
    }

    private static JsonObject Answer(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("expr", out var expression) ||
            expression.ValueKind != JsonValueKind.String)
            return Error("the line is no request: it lacks the string \"expr\"");
        var environment = CelEnvironment.Rathaus;
        var values = new List<(string Name, CelValue Value)>();
        if (request.TryGetProperty("bindings", out var bindings) && bindings.ValueKind == JsonValueKind.Object)
        {
            foreach (var binding in bindings.EnumerateObject())
            {
                var boxed = binding.Value.ValueKind == JsonValueKind.Object && binding.Value.TryGetProperty("value", out _);
                var value = CelProtoJson.Read(boxed ? binding.Value.GetProperty("value") : binding.Value);
                values.Add((binding.Name, value));
                environment = environment.WithVariable(binding.Name, CelType.Dyn);
            }
        }

        var lenient = request.TryGetProperty("check", out var check) && check.ValueKind == JsonValueKind.False;
        var source = expression.GetString() ?? "";
        var compilation = lenient ? environment.CompileUnchecked(source) : environment.Compile(source);
        if (!compilation.Succeeded)
            return Error(string.Join('\n', compilation.Faults));
        var activation = environment.NewActivation();
        foreach (var (name, value) in values)
            activation.Set(name, value);
        var result = compilation.Program.Evaluate(activation);
        return result.IsError
            ? Error(result.ErrorMessage ?? "")
            : new JsonObject { ["value"] = CelProtoJson.Write(result), ["type"] = compilation.Program.Type.ToString() };
    }

    private static string OneLine(string expression)
    {
        var line = expression.ReplaceLineEndings(" ").Trim();
        return line.Length <= 100 ? line : line[..97] + "...";
    }

    private static JsonObject Error(string message) => new() { ["error"] = message };

    internal static async Task<int> ConformanceAsync(TextWriter output, string file, CancellationToken ct)
    {
        IReadOnlyList<ConformanceResult> results;
        try
        {
            results = CelConformance.Run(await File.ReadAllTextAsync(file, ct));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandLineException($"cannot read {file}: {e.Message}");
        }

        foreach (var suite in results.Where(result => result.Outcome == ConformanceOutcome.Failed).GroupBy(result => result.Suite))
        {
            await output.WriteLineAsync(suite.Key.AsMemory(), ct);
            foreach (var failure in suite)
                await output.WriteLineAsync($"  {failure.Name}\n    {failure.Expression}\n    expected {failure.Expected}\n    got {failure.Got}".AsMemory(), ct);
        }

        foreach (var excluded in results.Where(result => result.Outcome == ConformanceOutcome.Skipped))
            await output.WriteLineAsync($"excluded {excluded.Suite} {excluded.Name}: {OneLine(excluded.Expression)}\n    {excluded.Expected}".AsMemory(), ct);
        foreach (var suite in results.GroupBy(result => result.Suite))
        {
            int In(ConformanceOutcome outcome) => suite.Count(result => result.Outcome == outcome);
            await output.WriteLineAsync(
                $"{suite.Key,-60} {In(ConformanceOutcome.Passed),4} passed {In(ConformanceOutcome.Failed),4} failed {In(ConformanceOutcome.Skipped),4} excluded".AsMemory(), ct);
        }

        int Count(ConformanceOutcome outcome) => results.Count(result => result.Outcome == outcome);
        var failed = Count(ConformanceOutcome.Failed);
        await output.WriteLineAsync($"{Count(ConformanceOutcome.Passed)} passed, {failed} failed, {Count(ConformanceOutcome.Skipped)} skipped".AsMemory(), ct);
        return failed == 0 ? 0 : 1;
    }
}
