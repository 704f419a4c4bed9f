using Rathaus.Cases.Domain;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Ui.Parts;

namespace Rathaus.Cases.Features.Account;

/// <summary>
/// Where a case stands in the applicant's words. What the office has decided and not yet sent is still under review here.
/// </summary>
/// <param name="Key">Part of the text keys, <c>cases.own.state.&lt;key&gt;.tag|line|who</c>.</param>
internal sealed record CaseStanding(string Key, Tone Tone, CaseStatus Status, bool HasFee)
{
    public static CaseStanding Of(CaseStatus status, CaseOutcome? outcome, Euro fee)
    {
        var shown = status is CaseStatus.AwaitingRelease or CaseStatus.ReadyToSend ? CaseStatus.InReview : status;
        var (key, tone) = shown switch
        {
            CaseStatus.AwaitingSigners or CaseStatus.AwaitingPayment or CaseStatus.AwaitingApplicant => (shown.ToString(), Tone.Warn),
            CaseStatus.Decided => (
                (outcome ?? throw new InvalidOperationException("A decided case has an outcome")).ToString(),
                outcome switch { CaseOutcome.Granted => Tone.Ok, CaseOutcome.Rejected => Tone.Bad, _ => Tone.Info }),
            CaseStatus.Withdrawn or CaseStatus.Expired => (shown.ToString(), Tone.Neutral),
            _ => (shown.ToString(), Tone.Info),
        };
        return new CaseStanding(key, tone, shown, fee > Euro.Zero);
    }

    /// <summary>The same for a whole case: one that others have to confirm says so.</summary>
    public static CaseStanding Of(Case state) => Of(state.Status, state.Outcome, state.Fee) switch
    {
        { Status: CaseStatus.Expired } lapsed when !state.AllConfirmed => lapsed with { Key = "Unconfirmed" },
        var standing => standing with { HasSigners = state.Signings.Count > 0 },
    };

    /// <summary>Others have to confirm first.</summary>
    public bool HasSigners { get; init; }

    public bool IsFinal => Status.IsFinal();

    public string Tag(Texts texts) => texts[$"cases.own.state.{Key}.tag"];

    /// <param name="due">The day until which somebody must act, or null.</param>
    public string Line(Texts texts, DateTimeOffset submittedAt, DateOnly? due) => texts[$"cases.own.state.{Key}.line",
        ("since", Rathaus.Kernel.Time.GermanClock.DayOf(submittedAt)), ("day", due is { } day ? texts.LongDate(day) : "")];

    /// <summary>Who acts now, and until when.</summary>
    public string Who(Texts texts, DateOnly? due) =>
        texts[$"cases.own.state.{Key}.who", ("day", due is { } day ? texts.LongDate(day) : "")];

    /// <summary>The way to the decision; empty when the case ended on another one.</summary>
    public IReadOnlyList<TrackStep> Track(Texts texts)
    {
        if (Status is CaseStatus.Withdrawn or CaseStatus.Expired)
            return [];
        var now = Status switch
        {
            CaseStatus.AwaitingSigners => 1,
            CaseStatus.AwaitingPayment => 2,
            CaseStatus.Decided => 5,
            _ => 3,
        };
        string[] names = ["arrived", "signers", "payment", "review", "decision"];
        return [.. names.Select((name, place) => (name, place))
            .Where(step => step.name switch { "payment" => HasFee, "signers" => HasSigners || Status == CaseStatus.AwaitingSigners, _ => true })
            .Select(step => new TrackStep(texts[$"cases.own.track.{step.name}"], StateAt(step.place, now)))];
    }

    private static StepState StateAt(int place, int now)
    {
        if (place < now)
            return StepState.Done;
        return place == now ? StepState.Now : StepState.Open;
    }
}
