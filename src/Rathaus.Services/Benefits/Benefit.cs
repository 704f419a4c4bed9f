using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;
using System.Text.Json.Nodes;

namespace Rathaus.Services.Benefits;

/// <summary>A benefit computed by law (computation rules as data); immutable, for any number of threads.</summary>
public sealed class Benefit
{
    internal Benefit(CompiledBenefit compiled)
    {
        Compiled = compiled;
        var def = compiled.Def;
        Name = def.Texts.Local(def.Name);
        Summary = def.Texts.Local(def.Summary);
        Law = def.Texts.Local(def.Law);
        Next = def.Texts.Local(def.Next);
        Inputs = [.. def.Inputs.Select(input => input.Public(def.Texts))];
    }

    public string Id => Compiled.Def.Id;

    public string Version => Compiled.Def.Version.ToString();

    public LocalText Name { get; }

    public LocalText Summary { get; }

    /// <summary>Name of the act.</summary>
    public LocalText Law { get; }

    /// <summary>What to do next, or empty.</summary>
    public LocalText Next { get; }

    public IReadOnlyList<string> Basis => Compiled.Def.Basis;

    /// <summary>Kind of the authority that decides, as offices name it.</summary>
    public string Authority => Compiled.Def.Authority;

    /// <summary>Decided elsewhere: the amount is for advice.</summary>
    public bool AdviceOnly => Compiled.Def.AdviceOnly;

    public IReadOnlyList<BenefitInput> Inputs { get; }

    /// <summary>Keys of the answer, in order, with the step each is taken from.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Results => Compiled.Def.Results;

    public IReadOnlyList<BenefitDraft> Drafts => field ??=
        [.. Compiled.Def.Drafts.Select(draft => new BenefitDraft(draft.Id, draft.From, draft.Title, draft.Source, draft.Enacted))];

    /// <summary>In order of computation.</summary>
    public IReadOnlyList<BenefitStep> Steps => Compiled.PublicSteps;

    internal CompiledBenefit Compiled { get; }

    /// <summary>Computes the benefit with the law of a day.</summary>
    /// <returns>The result, or a refusal that names the inputs at fault.</returns>
    public Outcome<BenefitResult> Calculate(JsonObject inputs, DateOnly on) => Calculate(inputs, on, coverage: null);

    /// <summary>The same benefit with announced law taken as enacted, or a refusal: an unknown draft.</summary>
    public Outcome<Benefit> With(CalculateOptions options)
    {
        if (options.Drafts.FirstOrDefault(id => Compiled.Def.Drafts.All(draft => draft.Id != id)) is { } unknown)
            return Refusal.Invalid("benefit.draft-unknown", $"Einen Entwurf {unknown} gibt es bei {Id} nicht.");
        return With(Compiled.Def with { Drafts = [.. Compiled.Def.Drafts.Select(draft => draft with { Enacted = draft.Enacted || options.Drafts.Contains(draft.Id) })] });
    }

    /// <summary>The benefit of another reading of the same package, such as one with other tables.</summary>
    internal static Outcome<Benefit> With(BenefitDef def)
    {
        var faults = new FaultList();
        return BenefitCompiler.Compile(def, new ProgramCache(), faults) is { } compiled
            ? new Benefit(compiled)
            : Refusal.Invalid("benefit.unusable", string.Join("; ", faults.All));
    }

    /// <param name="coverage">Collects the rules that were reached, or null.</param>
    internal Outcome<BenefitResult> Calculate(JsonObject inputs, DateOnly on, HashSet<string>? coverage)
    {
        var read = InputValues.Read(Compiled, inputs);
        return read.Faults.Count > 0
            ? InputValues.Refuse(read.Faults)
            : new BenefitRun(Compiled, on, coverage).Run(read);
    }
}
