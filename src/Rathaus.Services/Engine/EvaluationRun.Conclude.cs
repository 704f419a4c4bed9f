using Rathaus.Cel;
using Rathaus.Kernel.Money;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>What follows from the answers: eligibility, fees, decision, permit.</summary>
internal sealed partial class EvaluationRun
{
    private FormEvaluation Conclude(List<PageState> pages)
    {
        var refusals = new List<Ineligibility>();
        var forClerk = new List<Ineligibility>();
        foreach (var rule in Runtime.Package.Eligible)
        {
            if (!Fails(rule.Holds))
                continue;
            Cover($"eligible {rule.Def.Id}");
            (rule.Def.ForClerk ? forClerk : refusals).Add(new Ineligibility(rule.Def.Id, Text(rule.Def.Say), rule.Def.On, rule.Def.Basis));
        }

        var steps = stepValues.SelectMany(Chain).ToList();
        var fees = Fees();
        var permit = Permit();
        return new FormEvaluation
        {
            Service = Service,
            Context = Context,
            Answers = accepted,
            Dropped = dropped,
            Pages = pages,
            Faults = faults,
            Notes = notes,
            Refusals = refusals,
            ForClerk = forClerk,
            Steps = steps,
            Remarks = remarks,
            Fees = fees,
            Decision = Decide(refusals, forClerk),
            FourEyes = Runtime.Def.Process.FourEyesAlways || HoldsMarked(Runtime.Package.FourEyes, "four eyes"),
            Permit = permit,
            Signers = Signers(),
            Appointments = Appointments(),
            Issues = Issues(),
            Effects = Effects(),
            Unanswered = facts.Unanswered,
        };
    }

    private Decision Decide(List<Ineligibility> refusals, List<Ineligibility> forClerk)
    {
        if (HoldsMarked(Runtime.Package.RefuseWhen, "decision refused"))
            return new Decision(DecisionKind.Refused, [.. refusals.Select(refusal => refusal.Message)]);
        if (faults.Count == 0 && refusals.Count == 0 && forClerk.Count == 0 && HoldsMarked(Runtime.Package.GrantWhen, "decision granted"))
            return new Decision(DecisionKind.Granted, []);
        return new Decision(DecisionKind.Clerk, [.. forClerk.Select(rule => rule.Message)]);
    }

    private bool HoldsMarked(CelProgram? program, string mark)
    {
        if (!Holds(program))
            return false;
        Cover(mark);
        return true;
    }

    private PermitPeriod? Permit()
    {
        if (Runtime.Package.PermitFrom?.Evaluate(Activation) is not { Kind: CelKind.Date } from)
            return null;
        var about = Runtime.Package.PermitAbout?.Evaluate(Activation) is { Kind: CelKind.String } said ? said.AsString : null;
        if (Runtime.Package.PermitUntil is not { } untilRule)
            return new PermitPeriod(from.AsDate, null) { About = about };
        return untilRule.Evaluate(Activation) is { Kind: CelKind.Date } until ? new PermitPeriod(from.AsDate, until.AsDate) { About = about } : null;
    }

    private FeeQuote Fees()
    {
        var package = Runtime.Package;
        if (package.Fees.Count == 0)
            return new FeeQuote([], [], Euro.Zero, FeeQuoteStatus.Free);
        var waived = Waivers();
        var lines = new List<FeeLine>();
        var withheld = new List<FeeLine>();
        var undecided = false;
        for (var i = 0; i < package.Fees.Count; i++)
        {
            var fee = package.Fees[i];
            if (fee.When is not null && fee.When.Evaluate(Activation) is var when && !(when is { Kind: CelKind.Bool, AsBool: true }))
            {
                undecided |= when.IsError;
                continue;
            }

            var amountIfDue = waived.Exists(waiver => waiver.Positions.Contains(fee.Def.Id)) ? Euro.Zero : Amount(fee);
            if (amountIfDue is not { } amount)
            {
                undecided = true;
                continue;
            }

            Cover($"fee {fee.Def.Id}");
            var position = Service.Fees[i];
            var line = new FeeLine(
                position.Id, Text(fee.Def.Label), amount, position.Basis, position.Booking, position.Standing, Inputs(fee.Amount));
            (position.Standing == FeeStanding.Unconfirmed && amount != Euro.Zero ? withheld : lines).Add(line);
        }

        var total = lines.Aggregate(Euro.Zero, (sum, line) => sum + line.Amount);
        var status = undecided ? FeeQuoteStatus.Undecided
            : withheld.Count > 0 ? FeeQuoteStatus.Unconfirmed
            : total == Euro.Zero ? FeeQuoteStatus.Free
            : lines.Exists(line => line.Standing == FeeStanding.Demo && line.Amount != Euro.Zero) ? FeeQuoteStatus.Demo
            : FeeQuoteStatus.Confirmed;
        return new FeeQuote(lines, withheld, undecided || withheld.Count > 0 ? null : total, status) { Waivers = waived };
    }

    private List<FeeWaiver> Waivers()
    {
        var waived = new List<FeeWaiver>();
        foreach (var waiver in Runtime.Package.Waivers)
        {
            if (!Holds(waiver.When))
                continue;
            Cover($"waiver {waiver.Def.Id}");
            waived.Add(new FeeWaiver(waiver.Def.Id, Text(waiver.Def.Say), waiver.Def.Basis, waiver.Def.Of));
        }

        return waived;
    }

    /// <summary>Null while undecided, or when a rule yields what is no amount (negative, or not exact to the cent).</summary>
    private Euro? Amount(CompiledFee fee)
    {
        var value = fee.Amount.Evaluate(Activation);
        if (value.IsError)
            return null;
        var amount = value.AsDecimal;
        if (fee.Def.Round is { } round)
            amount = Packages.Roundings.Apply(round, amount);
        return amount >= 0 && amount < 100_000_000m && decimal.Round(amount, 2) == amount ? new Euro(amount) : null;
    }

    private StepValue Step(CompiledStep step, in CelValue value)
    {
        var def = step.Def;
        var shown = def.Scale is { } scale && value.Kind == CelKind.Decimal ? CelValue.Of(decimal.Round(value.AsDecimal, scale, MidpointRounding.AwayFromZero)) : value;
        var json = def.Type == "money" && value.Kind == CelKind.Decimal && decimal.Round(value.AsDecimal, 2) == value.AsDecimal
            ? System.Text.Json.Nodes.JsonValue.Create(value.AsDecimal.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))
            : CelJson.Write(value);
        return new StepValue(
            def.Id, Service.LocalTexts.Local(def.Label).In(Language), json, FormatStep(step, shown, Language), def.Unit, def.Basis,
            def.Value.Text, Inputs(step.Value));
    }

    private List<StepInput> Inputs(CelProgram program)
    {
        var inputs = new List<StepInput>();
        foreach (var name in program.Variables)
        {
            var value = Activation[Runtime.Package.Environment.IndexOf(name)];
            if (value.IsError || value is { Kind: CelKind.Optional, HasValue: false })
                continue;
            if (value.Kind == CelKind.Optional)
                value = value.OptionalValue;
            if (Runtime.Package.QuestionById.TryGetValue(name, out var question))
                inputs.Add(new StepInput(name, Label(question), FormatAnswer(question, value, Language)));
            else if (Runtime.Package.StepById.TryGetValue(name, out var step) && step.Use is not null)
                inputs.AddRange(ResultsRead(program, step, value));
            else if (step is not null)
                inputs.Add(new StepInput(name, Service.LocalTexts.Local(step.Def.Label).In(Language), FormatStep(step, value, Language)));
            else if (Setting(name) is { } setting)
                inputs.Add(new StepInput(name, setting.Def.Label, setting.Display.In(Language)));
        }

        return inputs;
    }
}
