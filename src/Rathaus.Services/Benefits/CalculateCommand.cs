using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Benefits.Bulk;

namespace Rathaus.Services.Benefits;

/// <summary><c>./rathaus calculate BENEFIT</c>: JSON lines in, JSON lines out.</summary>
internal sealed class CalculateCommand(IBenefits benefits) : ICommand
{
    private const int FlushEvery = 64;

    public string Name => "calculate";

    public string Summary => "compute a benefit: JSON lines in, JSON lines with every step out";

    public string Usage =>
        $$$"""
        ./rathaus calculate BENEFIT < LINES

        Each line: {"id": "1", "date": "2025-01-01", "inputs": {...}}; the date says which law holds.
        Each answer: {"id": "1", "result": {...}, "steps": [{"name", "label", "value", "unit", "basis", "reads"}], "warnings": [...]}
        A line that cannot be computed: {"id", "error": {"code", "message", "faults": [{"path", "code", "message"}]}}; the others go on.

        Benefits: {{{string.Join(", ", benefits.All.Select(benefit => benefit.Id))}}}
        --inputs lists what BENEFIT asks for. Exit code 0: all computed; 2: unusable call, or a line at fault.

        {{{SimulateCommand.Usage}}}
        """;

    public IReadOnlyCollection<string> ValuedOptions => SimulateCommand.Options;

    public IReadOnlyCollection<string> Flags => ["--inputs", .. SimulateCommand.Flags];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.Count != 1)
            throw new CommandLineException("calculate takes one benefit");
        var benefit = benefits.Find(line.Arguments[0]) ?? throw new CommandLineException(
            $"there is no benefit {line.Arguments[0]}; known: {string.Join(", ", benefits.All.Select(known => known.Id))}");
        if (line.Flag("--inputs"))
        {
            await line.Out.WriteAsync(InputList.Of(benefit).AsMemory(), ct);
            return 0;
        }

        if (SimulateCommand.IsMeant(line))
            return await SimulateCommand.RunAsync(benefit, line, ct);
        var faulty = false;
        var written = 0;
        var lines = new BoundedLines(line.In);
        while (await lines.ReadAsync(ct) is { } text)
        {
            if (text.Text is { } request && string.IsNullOrWhiteSpace(request))
                continue;
            var answer = text.Text is { } complete ? Answer(benefit, complete) : Error(null, "line.too-long", $"a line has at most {BoundedLines.Longest} characters");
            faulty |= answer.ContainsKey("error");
            await line.Out.WriteLineAsync(answer.ToJsonString(JsonLines).AsMemory(), ct);
            if (++written % FlushEvery == 0)
                await line.Out.FlushAsync(ct);
        }

        await line.Out.FlushAsync(ct);
        return faulty ? 2 : 0;
    }

    internal static JsonSerializerOptions JsonLines { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static JsonObject Answer(Benefit benefit, string line)
    {
        JsonNode? id = null;
        try
        {
            if (JsonNode.Parse(line, documentOptions: Strict) is not JsonObject request)
                return Error(null, "line.shape", "a line is an object with id, date and inputs");
            id = request["id"] is JsonValue given ? given.DeepClone() : null;
            if (request["inputs"] is not JsonObject inputs)
                return Error(id, "line.inputs", "inputs is missing or no object");
            if (!Json.IsString(request["date"], out var date) || date.Length == 0)
                return Error(id, "date.missing", "date is missing: the reference date, such as 2025-01-01");
            return Source.MapReader.TryDate(date, out var on)
                ? Calculate(benefit, id, inputs, on)
                : Error(id, "date.invalid", "date must be written as 2025-01-01");
        }
        catch (JsonException fault)
        {
            return Error(id, "line.json", $"the line is no JSON: {fault.Message}");
        }
        catch (InvalidOperationException)
        {
            // A JSON escape of half a surrogate pair is well-formed JSON and no text.
            return Error(id, "line.json", "the line holds an escape that is no character");
        }
    }

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private static JsonObject Calculate(Benefit benefit, JsonNode? id, JsonObject inputs, DateOnly on)
    {
        var outcome = benefit.Calculate(inputs, on);
        if (!outcome.Succeeded)
        {
            var refusal = outcome.Refusal;
            var error = Error(id, CodeOf(refusal), MessageOf(refusal));
            if (refusal.Faults.Count > 0)
            {
                error["error"]!["faults"] = new JsonArray([.. refusal.Faults.Select(fault => new JsonObject
                {
                    ["path"] = fault.Path, ["code"] = fault.Code, ["message"] = fault.Message,
                })]);
            }

            return error;
        }

        var answer = new JsonObject { ["id"] = id, ["result"] = outcome.Value.Result, ["steps"] = TraceJson.Of(outcome.Value.Steps) };
        if (outcome.Value.Warnings.Count > 0)
            answer["warnings"] = new JsonArray([.. outcome.Value.Warnings.Select(warning => JsonValue.Create(warning.ToString()))]);
        return answer;
    }

    /// <summary>The refusal's code; for wrong inputs that of the first fault.</summary>
    internal static string CodeOf(Refusal refusal) =>
        refusal.Code == "benefit.inputs" ? $"input.{refusal.Faults[0].Code}" : refusal.Code;

    internal static string MessageOf(Refusal refusal) =>
        refusal.Faults.Count > 0 ? string.Join("; ", refusal.Faults.Select(fault => fault.Message)) : refusal.Title;

    private static JsonObject Error(JsonNode? id, string code, string message) =>
        new() { ["id"] = id, ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };
}

/// <summary>A chain as JSON, for command line and API.</summary>
internal static class TraceJson
{
    public static JsonArray Of(IReadOnlyList<TraceStep> steps) => new([.. steps.Select(Step)]);

    private static JsonObject Step(TraceStep step)
    {
        var json = new JsonObject
        {
            ["name"] = step.Id, ["label"] = step.Label.German, ["value"] = step.Value?.DeepClone(), ["unit"] = step.Unit, ["basis"] = step.Basis,
        };
        if (step.Reads.Count > 0)
            json["reads"] = new JsonObject(step.Reads.Select(read => KeyValuePair.Create(read.Name, read.Value?.DeepClone())));
        return json;
    }
}

/// <summary>What a benefit asks for, one line per input.</summary>
internal static class InputList
{
    public static string Of(Benefit benefit)
    {
        var text = new StringBuilder();
        Write(benefit.Inputs, "", text);
        return text.ToString();
    }

    private static void Write(IReadOnlyList<BenefitInput> inputs, string indent, StringBuilder text)
    {
        foreach (var input in inputs)
        {
            var word = input.Type.ToString().ToLowerInvariant() + (input.Of is { } of ? $" of {of.ToString().ToLowerInvariant()}" : "");
            var left = input.Default is { } value ? $", default {value.ToJsonString()}" : input.Optional ? ", optional" : "";
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{indent}{input.Id}: {word}{left}  ({input.Label.German})");
            Write(input.Fields, indent + "  ", text);
        }
    }
}
