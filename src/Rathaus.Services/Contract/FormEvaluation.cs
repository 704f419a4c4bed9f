using System.Text.Json.Nodes;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Services;

/// <summary>Everything the rules say about one set of answers on one day.</summary>
public sealed class FormEvaluation
{
    internal FormEvaluation()
    {
    }

    public required EffectiveService Service { get; init; }

    public required EvaluationContext Context { get; init; }

    /// <summary>Accepted answers in canonical form: hidden, unknown and faulty ones are left out.</summary>
    public required JsonObject Answers { get; init; }

    /// <summary>Paths given but left out because hidden, read-only or unknown (not strict).</summary>
    public required IReadOnlyList<string> Dropped { get; init; }

    /// <summary>Every page in order, hidden ones too.</summary>
    public required IReadOnlyList<PageState> Pages { get; init; }

    /// <summary>All faults of visible pages by field path, in page order; missing answers have the code <c>required</c>.</summary>
    public required IReadOnlyList<FieldFault> Faults { get; init; }

    /// <summary>Notes that do not stop.</summary>
    public required IReadOnlyList<FormNote> Notes { get; init; }

    /// <summary>Reasons that stop the application.</summary>
    public required IReadOnlyList<Ineligibility> Refusals { get; init; }

    /// <summary>Eligibility rules that let it through to a clerk.</summary>
    public required IReadOnlyList<Ineligibility> ForClerk { get; init; }

    /// <summary>Named steps that have a value, in order of computation.</summary>
    public required IReadOnlyList<StepValue> Steps { get; init; }

    /// <summary>What a clerk should know about computed benefits: figures to be checked, why one could not be computed.</summary>
    public IReadOnlyList<BenefitRemark> Remarks { get; init; } = [];

    public required FeeQuote Fees { get; init; }

    public required Decision Decision { get; init; }

    /// <summary>Whether a second person must release the decision.</summary>
    public required bool FourEyes { get; init; }

    /// <summary>Validity of the permit, or null while undecided or without permit.</summary>
    public required PermitPeriod? Permit { get; init; }

    /// <summary>Who else must confirm before the case is complete, with the names the answers give.</summary>
    public IReadOnlyList<DueSigner> Signers { get; init; } = [];

    /// <summary>Visits to an office that belong to the case.</summary>
    public IReadOnlyList<DueAppointment> Appointments { get; init; } = [];

    /// <summary>Documents made with a grant, besides notice and permit.</summary>
    public IReadOnlyList<DueIssue> Issues { get; init; } = [];

    /// <summary>What registers are to be told when it is granted.</summary>
    public IReadOnlyList<DueEffect> Effects { get; init; } = [];

    /// <summary>Facts that nobody could answer now; their rules are undecided.</summary>
    public required IReadOnlyList<string> Unanswered { get; init; }

    /// <summary>The facts as they were told, so that documents need not ask again.</summary>
    internal Engine.FactCalls Facts { get; set; } = new();

    /// <summary>Every visible page is answered without fault and nothing refuses.</summary>
    public bool CanSubmit => Faults.Count == 0 && Refusals.Count == 0;

    public PageState? FindPage(string id) => Pages.FirstOrDefault(page => page.Page.Id == id);

    /// <summary>The visible page after <paramref name="pageId"/>, or null: on to check-your-answers.</summary>
    public PageState? NextPage(string pageId)
    {
        var passed = false;
        foreach (var page in Pages)
        {
            if (passed && page.Visible)
                return page;
            passed |= page.Page.Id == pageId;
        }

        return null;
    }

    /// <summary>The visible page before <paramref name="pageId"/>, or null: the start.</summary>
    public PageState? PreviousPage(string pageId)
    {
        PageState? previous = null;
        foreach (var page in Pages)
        {
            if (page.Page.Id == pageId)
                return previous;
            if (page.Visible)
                previous = page;
        }

        return null;
    }

    /// <summary>First visible page with a fault, or null: all answered.</summary>
    public PageState? FirstOpenPage => Pages.FirstOrDefault(page => page is { Visible: true, Complete: false });

    /// <summary>State of a question by path with entry numbers: <c>halter.name</c>, <c>gegenstaende[0].art</c>; null when unknown.</summary>
    public QuestionState? FindQuestion(string path) =>
        Pages.SelectMany(page => page.Questions).SelectMany(Flatten).FirstOrDefault(state => state.Path == path);

    /// <summary>Day on which a deadline ends, from the recorded day it starts.</summary>
    public DateOnly DeadlineEnd(DeadlineRule rule, DateOnly start) => DeadlineDays.End(rule, start, Service.Town.State);

    private static IEnumerable<QuestionState> Flatten(QuestionState state) =>
        state.Entries.SelectMany(entry => entry).Concat(state.Children).SelectMany(Flatten).Prepend(state);
}

/// <summary>A page for this applicant.</summary>
public sealed record PageState(
    FormPage Page, bool Visible, IReadOnlyList<QuestionState> Questions, IReadOnlyList<FieldFault> Faults, IReadOnlyList<FormNote> Notes)
{
    /// <summary>Visible and without fault.</summary>
    public bool Complete => Visible && Faults.Count == 0;
}

/// <summary>A question for this applicant, in the applicant's language.</summary>
public sealed class QuestionState
{
    internal QuestionState()
    {
    }

    public required Question Question { get; init; }

    /// <summary>With entry numbers: <c>gegenstaende[0].art</c>.</summary>
    public required string Path { get; init; }

    public required string Label { get; init; }

    public required string Hint { get; init; }

    public bool Visible { get; init; }

    public bool Required { get; init; }

    public bool ReadOnly => Question.ReadOnly;

    /// <summary>Canonical value, or null: no (accepted) answer. For a prefilled question without an answer see <see cref="Prefilled"/>.</summary>
    public JsonNode? Value { get; init; }

    /// <summary>Canonical value a register offers while there is no answer, or null.</summary>
    public JsonNode? Prefilled { get; init; }

    /// <summary>Where a prefilled value comes from, in the applicant's language, or empty.</summary>
    public string Source { get; init; } = "";

    /// <summary>The first fault at this question or below, or null.</summary>
    public FieldFault? Fault { get; init; }

    /// <summary>Options to choose from, those of dynamic lists included.</summary>
    public IReadOnlyList<OptionState> Options { get; init; } = [];

    /// <summary>Questions of a group.</summary>
    public IReadOnlyList<QuestionState> Children { get; init; } = [];

    /// <summary>Questions of each entry of a repeating group.</summary>
    public IReadOnlyList<IReadOnlyList<QuestionState>> Entries { get; init; } = [];

    /// <summary>The answer as it was given, also when it was not accepted: inputs show it again.</summary>
    internal JsonNode? Given { get; init; }

    internal FormText Texts { get; init; } = FormText.None;

    /// <summary>What the input field shows: what was typed, else the value or prefill as one types it. Parts of a composite by <paramref name="part"/>.</summary>
    public string Raw(string part = "") => Texts.Raw(this, part);

    /// <summary>The value for reading: dates written out, option labels, amounts with €; empty without an answer.</summary>
    public string Display => Texts.Display(this);
}

/// <summary>An option for this applicant.</summary>
public sealed record OptionState(string Id, string Label, string Hint, bool Chosen);

/// <summary>A remark that does not stop. <paramref name="Show"/>: what to show beside it, such as <c>zone_map</c>, or null.</summary>
public sealed record FormNote(string Id, string PageId, string Path, string Message, string? Show);

/// <summary>An eligibility rule that does not hold.</summary>
public sealed record Ineligibility(string Id, string Message, string? Path, string? Basis);

/// <summary>A remark on a computed benefit.</summary>
/// <param name="Use">Id of the computation in the rules.</param>
/// <param name="Benefit">Name of the benefit.</param>
/// <param name="Failed">The benefit could not be computed, and this is why.</param>
public sealed record BenefitRemark(string Use, string Benefit, string Text, bool Failed);

/// <summary>One named step with its place in the chain.</summary>
/// <param name="Value">Canonical JSON value (amounts as "12.34").</param>
/// <param name="Display">For people, with unit.</param>
/// <param name="Formula">The expression as written in the package.</param>
/// <param name="Inputs">What the expression read.</param>
public sealed record StepValue(
    string Id, string Label, JsonNode? Value, string Display, string? Unit, string? Basis, string Formula, IReadOnlyList<StepInput> Inputs);

/// <summary>One value a step read.</summary>
public sealed record StepInput(string Id, string Label, string Display);

/// <summary>The fees for these answers.</summary>
/// <param name="Lines">Positions that apply and may be shown to a citizen.</param>
/// <param name="Withheld">Positions whose amount the town has not confirmed: for clerks only.</param>
/// <param name="Total">Sum of <paramref name="Lines"/>; null while something is withheld or undecided.</param>
public sealed record FeeQuote(IReadOnlyList<FeeLine> Lines, IReadOnlyList<FeeLine> Withheld, Euro? Total, FeeQuoteStatus Status)
{
    /// <summary>Waivers that took positions away.</summary>
    public IReadOnlyList<FeeWaiver> Waivers { get; init; } = [];
}

public enum FeeQuoteStatus
{
    /// <summary>Nothing to pay.</summary>
    Free,

    Confirmed,

    /// <summary>At least one amount is a demo amount.</summary>
    Demo,

    /// <summary>At least one amount is withheld until the town confirms it.</summary>
    Unconfirmed,

    /// <summary>Answers are missing, or a fact is.</summary>
    Undecided,
}

/// <summary>One fee with its booking text (at most 27 characters) and the steps it rests on.</summary>
public sealed record FeeLine(
    string Id, string Label, Euro Amount, string? Basis, string Booking, FeeStanding Standing, IReadOnlyList<StepInput> Inputs);

/// <summary>A waiver that applied to positions.</summary>
public sealed record FeeWaiver(string Id, string Message, string? Basis, IReadOnlyList<string> Positions);

/// <summary>What the automatic rules say.</summary>
public sealed record Decision(DecisionKind Kind, IReadOnlyList<string> Reasons);

public enum DecisionKind
{
    /// <summary>A person decides.</summary>
    Clerk,
    Granted,
    Refused,
}

/// <summary>First and last day of a permit.</summary>
public sealed record PermitPeriod(DateOnly From, DateOnly? Until)
{
    /// <summary>What the permit is about (the chip of a dog) where the package says so; null: plate or address of the application.</summary>
    public string? About { get; init; }
}

/// <summary>An effect of a grant in a register.</summary>
/// <param name="Id">Its id in the package; documents read <c>effect.&lt;id&gt;.&lt;field&gt;</c>.</param>
/// <param name="Effect">Name in <c>catalogue/effects.yaml</c>.</param>
/// <param name="With">Parameters as JSON of their declared types; null while one of them is undecided.</param>
/// <param name="Undecided">The condition or parameter that is undecided, or null.</param>
public sealed record DueEffect(string Id, string Effect, JsonObject? With, string? Undecided);
