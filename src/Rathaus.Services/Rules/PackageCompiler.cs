using Rathaus.Cel;
using Rathaus.Services.Benefits;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>Types and compiles every rule of a package; reports reads of later answers, cycles and unknown names.</summary>
internal sealed class PackageCompiler
{
    private static readonly string[] DocumentNames = ["permit", "fee", "case", "decision", "office", "service", "effect", "issued"];

    private readonly PackageDef package;
    private readonly IReadOnlyList<PageDef> pages;
    private readonly Scope scope;
    private readonly FaultList faults;
    private readonly Dictionary<string, int> questionIndex = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> stepReads = new(StringComparer.Ordinal);
    private readonly List<int> pageEnds = [];
    private readonly HashSet<string> declaredSteps = new(StringComparer.Ordinal);
    private readonly List<CompiledStep> steps = [];
    private IReadOnlyList<StepDef> sortedSteps = [];
    private readonly List<RuleMark> marks = [];

    private PackageCompiler(PackageDef package, IReadOnlyList<PageDef> pages, CelEnvironment library, ProgramCache cache, FaultList faults)
    {
        this.package = package;
        this.pages = pages;
        this.faults = faults;
        scope = new Scope($"{package.Folder}@{package.Version}", library, cache, faults);
    }

    /// <param name="pages">Pages with the town's own questions put in place.</param>
    /// <param name="library">Functions of the house, the facts and the package's tables.</param>
    public static CompiledPackage? Compile(
        PackageDef package, IReadOnlyList<PageDef> pages, CelEnvironment library, ProgramCache cache, FaultList faults) =>
        new PackageCompiler(package, pages, library, cache, faults).Compile();

    private CompiledPackage? Compile()
    {
        var before = faults.Errors;
        Names();
        if (faults.Errors > before)
            return null;

        var slots = (Applicant: scope.Add("applicant", CelTypes.Applicant), Town: scope.Add("town", CelTypes.Town));
        var parameters = package.Parameters.Select(parameter => scope.Add(parameter.Id, CelTypes.Of(parameter))).ToList();
        sortedSteps = StepOrder.Sort(package.Rules.Steps, faults);
        var declared = Declare();
        foreach (var step in sortedSteps)
            Ensure(step);
        var item = scope.Add("item", CelType.Dyn);
        var all = new Slots(
            slots.Applicant, slots.Town, item, scope.Add("permit", CelTypes.Permit), scope.Add("fee", CelTypes.Fee),
            scope.Add("case", CelTypes.Case), scope.Add("decision", CelTypes.DecisionFacts), scope.Add("office", CelTypes.Office),
            scope.Add("service", CelTypes.Service),
            scope.Add("effect", EffectCompiler.ResultType(package.Process.Effects, package.Effects)), scope.Add("issued", CelTypes.Issued), parameters);

        var compiledPages = pages.Select((page, i) => Page(page, i, declared)).ToList();
        var process = package.Process;
        var compiled = new CompiledPackage
        {
            Environment = scope.Environment,
            Slots = all,
            Pages = compiledPages,
            Questions = [.. compiledPages.SelectMany(page => page.Questions)],
            Steps = steps,
            StepsBefore = Positions(),
            Eligible = [.. package.Rules.Eligible.Select(Eligible).OfType<CompiledEligible>()],
            Fees = [.. package.Fees.Positions.Select(Fee).OfType<CompiledFee>()],
            Waivers = [.. package.Fees.Waivers.Select(Waiver).OfType<CompiledWaiver>()],
            GrantWhen = Rule(process.GrantWhen, CelType.Bool, "decision granted"),
            RefuseWhen = Rule(process.RefuseWhen, CelType.Bool, "decision refused"),
            FourEyes = Rule(process.FourEyes, CelType.Bool, "four eyes"),
            Signers = [.. package.Service.Signers.Select(Signer).OfType<CompiledSigner>()],
            Appointments = [.. process.Appointments.Select(Appointment)],
            Issues = [.. process.Issues.Select(Issue)],
            PermitFrom = Rule(process.Permit?.From, CelType.Date, null),
            PermitUntil = Rule(process.Permit?.Until, CelType.Date, null),
            PermitAbout = Rule(process.Permit?.About, CelType.String, null),
            Effects = [.. process.Effects.Select(Effect).OfType<CompiledEffect>()],
            Marks = marks,
        };
        return faults.Errors > before ? null : compiled;
    }

    /// <summary>One namespace for questions, steps, parameters and tables.</summary>
    private void Names()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, what, file, line) in package.Parameters.Select(p => (p.Id, "parameter", p.File, p.Line))
            .Concat(pages.SelectMany(page => page.Questions).Select(q => (q.Id, "question", q.File, q.Line)))
            .Concat(package.Rules.Steps.Select(s => (s.Id, "step", s.File, s.Line)))
            .Concat(package.Tables.Select(t => (t.Id, "table", t.File, t.Line))))
        {
            if (!seen.TryAdd(id, what))
                faults.Add(file, line, $"{id} is already the name of a {seen[id]}");
        }

        foreach (var page in pages.GroupBy(page => page.Id).Where(group => group.Count() > 1))
            faults.Add(page.Last().File, page.Last().Line, $"page {page.Key} is there twice");
        foreach (var group in pages.SelectMany(page => page.Questions))
        {
            foreach (var child in group.Children.GroupBy(child => child.Id).Where(twins => twins.Count() > 1))
                faults.Add(child.Last().File, child.Last().Line, $"question {child.Last().Path} is there twice");
        }

        foreach (var check in pages.SelectMany(page => page.Checks).GroupBy(check => check.Id).Where(group => group.Count() > 1))
            faults.Add(check.Last().File, check.Last().Line, $"check {check.Key} is there twice");
        foreach (var rule in package.Rules.Eligible.GroupBy(rule => rule.Id).Where(group => group.Count() > 1))
            faults.Add(rule.Last().File, rule.Last().Line, $"eligibility rule {rule.Key} is there twice");
        foreach (var fee in package.Fees.Positions.GroupBy(fee => fee.Id).Where(group => group.Count() > 1))
            faults.Add(fee.Last().File, fee.Last().Line, $"fee {fee.Key} is there twice");
    }

    /// <summary>Gives every top-level question its slot and type, in order.</summary>
    private Dictionary<string, (int Slot, CelType Type, CelProgram? From)> Declare()
    {
        var declared = new Dictionary<string, (int, CelType, CelProgram?)>(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            foreach (var question in page.Questions)
            {
                if (question.From is { } source)
                    EnsureRead(source.Text);
                var (from, element) = OptionSource(scope, question);
                var plain = CelTypes.Plain(question, element);
                questionIndex[question.Id] = questionIndex.Count;
                var slot = scope.Add(question.Id, CelTypes.IsOptional(question) ? CelType.Optional(plain) : plain);
                declared[question.Id] = (slot, plain, from);
            }

            pageEnds.Add(questionIndex.Count);
        }

        return declared;
    }

    private (CelProgram? Program, CelType? Element) OptionSource(Scope where, QuestionDef question)
    {
        if (question.From is not { } source || where.Compile(source, null) is not { } program)
            return (null, null);
        var element = program.Type is { Kind: CelKind.List } list ? list.Parameters[0] : null;
        if (element?.Kind is CelKind.String or CelKind.Int or CelKind.Date)
            return (program, element);
        faults.Add(source.File, source.Line, $"options come from a list of string, int or date, not from {program.Type}");
        return (null, null);
    }

    /// <summary>
    /// Declares and compiles a step after those it reads. Steps that options are taken from come early, between the
    /// questions: what they read must stand before.
    /// </summary>
    private void Ensure(StepDef step)
    {
        if (!declaredSteps.Add(step.Id))
            return;
        EnsureRead(string.Join(' ', step.Expressions.Select(source => source.Text)));
        if (step.Use is { } use)
        {
            Use(step, use);
            return;
        }

        var stated = CelTypes.Stated(step.Type);
        if (stated is not null)
            scope.Add(step.Id, stated);
        if (scope.Compile(step.Value, stated) is not { } value)
            return;
        var when = scope.Compile(step.When, CelType.Bool);
        var slot = stated is null ? scope.Add(step.Id, value.Type) : scope.Environment.IndexOf(step.Id);
        stepReads[step.Id] = Math.Max(LastRead(value), when is null ? -1 : LastRead(when));
        Limit(value, step.Value, int.MaxValue);
        Limit(when, step.When, int.MaxValue);
        steps.Add(new CompiledStep(step, slot, stated ?? value.Type, when, value));
        Mark($"step {step.Id}", step.File, step.Line);
    }

    /// <summary>A benefit is computed when everything its inputs read is there; it reads as the record of its results.</summary>
    private void Use(StepDef step, BenefitUseDef use)
    {
        if (!package.Benefits.TryGetValue(use.Benefit, out var benefit))
            return;
        var type = BenefitUseCompiler.ResultType(step.Id, benefit);
        var compiled = BenefitUseCompiler.Compile(step, use, benefit, scope);
        var on = scope.Compile(use.On, CelType.Date);
        var when = scope.Compile(step.When, CelType.Bool);
        var slot = scope.Add(step.Id, type);
        if (compiled is null || on is null)
            return;
        var programs = compiled.Inputs.Select(input => input.Value).Append(on).Concat(when is null ? [] : [when]).ToList();
        stepReads[step.Id] = programs.Max(LastRead);
        foreach (var (program, source) in programs.Zip(use.Inputs.Select(input => input.Value).Append(use.On).Concat(step.When is null ? [] : [step.When])))
            Limit(program, source, int.MaxValue);
        steps.Add(new CompiledStep(step, slot, type, when, on) { Use = compiled });
        Mark($"step {step.Id}", step.File, step.Line);
    }

    private void EnsureRead(string expression)
    {
        foreach (var name in Identifiers.In(expression).Distinct())
        {
            if (sortedSteps.FirstOrDefault(step => step.Id == name) is { } read)
                Ensure(read);
        }
    }

    private List<IReadOnlyList<CompiledStep>> Positions()
    {
        var positions = new List<IReadOnlyList<CompiledStep>>();
        for (var i = 0; i <= questionIndex.Count; i++)
            positions.Add([.. steps.Where(step => stepReads[step.Def.Id] + 1 == i)]);
        return positions;
    }

    private CompiledPage Page(PageDef page, int number, Dictionary<string, (int Slot, CelType Type, CelProgram? From)> declared)
    {
        var first = number == 0 ? 0 : pageEnds[number - 1];
        var visible = Rule(page.Visible, CelType.Bool, $"page {page.Id} visible", first - 1);
        var questions = page.Questions.Select(question => Question(question, declared[question.Id])).ToList();
        var checks = new List<CompiledCheck>();
        foreach (var check in page.Checks)
        {
            if (check.On is { } on && page.Questions.All(question => question.Id != on && question.Children.All(child => child.Path != on)))
                faults.Add(check.File, check.Line, $"there is no question {on} on this page");
            if (Rule(check.Condition, CelType.Bool, $"check {check.Id}", pageEnds[number] - 1) is { } condition)
                checks.Add(new CompiledCheck(check, condition));
        }

        return new CompiledPage(page, visible, questions, checks);
    }

    private CompiledQuestion Question(QuestionDef def, (int Slot, CelType Type, CelProgram? From) place)
    {
        var index = questionIndex[def.Id];
        return Build(def, scope, index, index - 1, place.Slot, place.Type, place.From, inGroup: false);
    }

    private CompiledQuestion Child(QuestionDef def, QuestionDef group, int index)
    {
        var inner = scope.WithItem(CelTypes.Group(group), group.Path);
        var (from, element) = OptionSource(inner, def);
        if (element is { Kind: not CelKind.String })
            faults.Add(def.File, def.Line, "inside groups, options are texts");
        Limit(from, def.From, index - 1, allowItem: true);
        return Build(def, inner, index, index - 1, -1, CelTypes.Plain(def, null), from, inGroup: true);
    }

    private CompiledQuestion Build(
        QuestionDef def, Scope where, int index, int last, int slot, CelType type, CelProgram? from, bool inGroup)
    {
        if (!inGroup)
            Limit(from, def.From, last);
        Patterns.TryCompile(def.Pattern ?? "", out var pattern);
        return new CompiledQuestion
        {
            Def = def,
            Index = index,
            Slot = slot,
            Type = type,
            Optional = CelTypes.IsOptional(def),
            Visible = In(where, def.Visible, CelType.Bool, last, inGroup, $"question {def.Path} visible"),
            Required = In(where, def.Required, CelType.Bool, last, inGroup, $"question {def.Path} required"),
            RangeFrom = In(where, def.RangeFrom, type, last, inGroup, null),
            RangeTo = In(where, def.RangeTo, type, last, inGroup, null),
            From = from,
            FromParameter = package.Parameters.Any(p => p.Id == def.From?.Text && p.Type == ParameterType.Options) ? def.From?.Text : null,
            Prefill = Prefill(where, def, type, last, inGroup),
            Pattern = def.Pattern is null ? null : pattern,
            Options = [.. def.Options.Select(option => new CompiledOption(
                option, In(where, option.Visible, CelType.Bool, last, inGroup, $"option {def.Path}.{option.Id} visible")))],
            Children = [.. def.Children.Select(child => Child(child, def, index))],
        };
    }

    private CelProgram? Prefill(Scope where, QuestionDef def, CelType type, int last, bool inGroup)
    {
        if (In(where, def.Prefill, null, last, inGroup, null) is not { } program)
            return null;
        if (program.Type.Equals(type) || program.Type.Equals(CelType.Optional(type)))
            return program;
        faults.Add(def.Prefill!.File, def.Prefill.Line, $"prefill gives {program.Type}; expected {type} or optional of it");
        return null;
    }

    private CompiledEligible? Eligible(EligibleDef rule)
    {
        if (rule.On is { } on && !questionIndex.ContainsKey(on))
            faults.Add(rule.File, rule.Line, $"there is no question {on}");
        return Rule(rule.Holds, CelType.Bool, $"eligible {rule.Id}") is { } holds ? new CompiledEligible(rule, holds) : null;
    }

    private CompiledFee? Fee(FeeDef fee)
    {
        var when = Rule(fee.When, CelType.Bool, null);
        var amount = Rule(fee.Amount, CelType.Decimal, null);
        Mark($"fee {fee.Id}", fee.File, fee.Line);
        return amount is null ? null : new CompiledFee(fee, when, amount);
    }

    private CompiledWaiver? Waiver(WaiverDef waiver) =>
        Rule(waiver.When, CelType.Bool, $"waiver {waiver.Id}") is { } when ? new CompiledWaiver(waiver, when) : null;

    private CompiledSigner? Signer(SignerDef signer)
    {
        var when = Rule(signer.When, CelType.Bool, null);
        Mark($"signer {signer.Id}", signer.File, signer.Line);
        if (Rule(signer.Who, null, null) is not { } who)
            return null;
        if (CelTypes.GivesPersons(who.Type))
            return new CompiledSigner(signer, who, when);
        faults.Add(signer.Who.File, signer.Who.Line, $"who gives {who.Type}; expected person, optional(person), list(person) or a map with family_name and given_names");
        return null;
    }

    private CompiledAppointment Appointment(AppointmentDef appointment)
    {
        Mark($"appointment {appointment.Id}", appointment.File, appointment.Line);
        return new CompiledAppointment(appointment, Rule(appointment.When, CelType.Bool, null));
    }

    private CompiledIssue Issue(IssueDef issue)
    {
        Mark($"issue {issue.Id}", issue.File, issue.Line);
        return new CompiledIssue(issue, Rule(issue.When, CelType.Bool, null), Rule(issue.Copies, CelType.Int, null));
    }

    private CompiledEffect? Effect(EffectUseDef use)
    {
        if (!package.Effects.TryGetValue(use.Effect, out var effect) || EffectCompiler.Compile(use, effect, scope, faults) is not { } compiled)
            return null;
        Limit(compiled.When, use.When, int.MaxValue);
        foreach (var (given, source) in compiled.With.Zip(use.With))
            Limit(given.Value, source.Value, int.MaxValue);
        Mark($"effect {use.Id}", use.File, use.Line);
        return compiled;
    }

    private CelProgram? Rule(CelSource? source, CelType? expected, string? mark, int last = int.MaxValue) =>
        In(scope, source, expected, last, allowItem: false, mark);

    private CelProgram? In(Scope where, CelSource? source, CelType? expected, int last, bool allowItem, string? mark)
    {
        var program = where.Compile(source, expected);
        Limit(program, source, last, allowItem);
        if (mark is not null && source is not null)
            Mark(mark, source.File, source.Line);
        return program;
    }

    private void Mark(string key, string file, int line) => marks.Add(new RuleMark(key, file, line));

    /// <summary>Reads of answers after question number <paramref name="last"/>, and of names that stand for documents only, are faults.</summary>
    private void Limit(CelProgram? program, CelSource? source, int last, bool allowItem = false)
    {
        if (program is null || source is null)
            return;
        foreach (var name in program.Variables)
        {
            var read = questionIndex.TryGetValue(name, out var index) ? index : stepReads.GetValueOrDefault(name, -1);
            if (read > last)
                faults.Add(source.File, source.Line, questionIndex.ContainsKey(name) ? $"reads the later answer {name}" : $"reads step {name}, which reads a later answer");
            if (Array.IndexOf(DocumentNames, name) >= 0)
                faults.Add(source.File, source.Line, $"{name} is known in documents only");
            if (name == "item" && !allowItem)
                faults.Add(source.File, source.Line, "item is known inside groups only");
        }
    }

    private int LastRead(CelProgram program) => program.Variables.Count == 0 ? -1 : program.Variables.Max(
        name => questionIndex.TryGetValue(name, out var index) ? index : stepReads.GetValueOrDefault(name, -1));
}
