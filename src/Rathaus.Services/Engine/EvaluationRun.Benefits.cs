using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Benefits;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>Benefits computed by a service: their steps join the chain.</summary>
internal sealed partial class EvaluationRun
{
    private readonly List<BenefitRemark> remarks = [];

    private void ComputeBenefit(CompiledStep step, CompiledBenefitUse use)
    {
        if (step.When is not null && !Holds(step.When))
        {
            Activation[step.Slot] = CelValue.Error("the step does not apply");
            return;
        }

        var on = step.Value.Evaluate(Activation);
        var undecided = on;
        if (on.IsError || Inputs(use, out undecided) is not { } inputs)
        {
            Activation[step.Slot] = undecided;
            return;
        }

        var outcome = use.Benefit.Calculate(inputs, on.AsDate);
        Activation[step.Slot] = outcome.Succeeded
            ? Record(outcome.Value.Result, step.Type)
            : CelValue.Error(outcome.Refusal.Title);
        if (outcome.Succeeded)
        {
            Cover($"step {step.Def.Id}");
            remarks.AddRange(outcome.Value.Warnings.Select(warning => Remark(step, use, warning.Text.In(Language), failed: false)));
        }
        else
        {
            var details = string.Join("; ", outcome.Refusal.Faults.Select(fault => fault.Message));
            remarks.Add(Remark(step, use, $"{outcome.Refusal.Title} {details}".TrimEnd(), failed: true));
        }

        stepValues.Add(new ChainEntry(step, Activation[step.Slot], outcome));
    }

    private BenefitRemark Remark(CompiledStep step, CompiledBenefitUse use, string text, bool failed) =>
        new(step.Def.Id, use.Benefit.Name.In(Language), text, failed);

    private JsonObject? Inputs(CompiledBenefitUse use, out CelValue undecided)
    {
        var inputs = new JsonObject();
        undecided = default;
        foreach (var (name, program) in use.Inputs)
        {
            var value = program.Evaluate(Activation);
            if (value.IsError)
            {
                undecided = value;
                return null;
            }

            inputs[name] = BenefitText.Json(value);
        }

        return inputs;
    }

    private static CelValue Record(JsonObject result, CelType type)
    {
        var fields = new Dictionary<string, CelValue>(StringComparer.Ordinal);
        foreach (var (name, node) in result)
        {
            if (CelJson.TryRead(node, type.Fields[name], out var value))
                fields[name] = value;
        }

        return CelValue.Record(fields);
    }

    private IEnumerable<StepValue> Chain(ChainEntry entry) => entry.Benefit switch
    {
        null => [Step(entry.Step, entry.Value)],
        { Succeeded: true } computed => computed.Value.Steps.Select(step => new StepValue(
            $"{entry.Step.Def.Id}.{step.Id}", step.Label.In(Language), step.Value, step.Display(Language), step.Unit, step.Basis,
            step.Step.Formula, [.. step.Reads.Where(read => !IsNothing(read.Value)).Select(read => new StepInput(read.Name, read.Label.In(Language), read.Display(Language)))])),
        { Refusal: var refusal } => [new StepValue(
            entry.Step.Def.Id, entry.Step.Use!.Benefit.Name.In(Language), null, refusal.Title, null, null, "",
            [.. refusal.Faults.Select(fault => new StepInput(fault.Path, fault.Path, fault.Message))])],
    };

    /// <summary>An input that was left out, or is nought for everybody: among a hundred inputs it would hide those that count.</summary>
    private static bool IsNothing(JsonNode? value) => value switch
    {
        null => true,
        JsonArray entries => entries.All(IsNothing),
        _ => value.ToJsonString() == "0",
    };

    /// <summary>The results of a benefit that an expression read.</summary>
    private IEnumerable<StepInput> ResultsRead(CelProgram program, CompiledStep step, CelValue value)
    {
        foreach (var (key, id) in step.Use!.Benefit.Results)
        {
            if (!program.References.Contains($"{step.Def.Id}.{key}") || !value.AsMap.TryGet(key, out var result))
                continue;
            var source = step.Use.Benefit.Compiled.StepById[id];
            yield return new StepInput(
                $"{step.Def.Id}.{key}", step.Use.Benefit.Compiled.PublicSteps[source.Number].Label.In(Language),
                BenefitText.Of(BenefitText.Json(result), source.ValueType, source.Def.Unit, Language));
        }
    }
}

/// <summary>A step with its value; for a benefit the whole computation.</summary>
internal sealed record ChainEntry(CompiledStep Step, CelValue Value, Outcome<BenefitResult>? Benefit = null);
