using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Joint;
using Rathaus.Cases.Features.Payments;
using Rathaus.Identity;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Applications;

/// <summary>What arrives: answers as sent, files already checked and stored.</summary>
internal sealed record IncomingApplication
{
    public required JsonObject Answers { get; init; }

    public IReadOnlyList<CaseUpload> Files { get; init; } = [];

    public required string Scope { get; init; }

    public required string Key { get; init; }

    public required byte[] BodySha256 { get; init; }

    public required string Channel { get; init; }

    public required Language Language { get; init; }

    public Guid? Draft { get; init; }

    public int? DraftVersion { get; init; }

    /// <summary>Unknown and hidden answers are faults (API), or are dropped (portal: questions that later answers hid).</summary>
    public bool Strict { get; init; }
}

/// <summary>
/// The last check on the server: everything is evaluated again, nothing a client sent is believed. Result is a submission
/// ready to be written, or all faults by field path.
/// </summary>
internal sealed class SubmissionPreparation(
    IFormEngine engine, IPaymentProvider provider, SigningRound round, ISensitiveActions sensitive, IOptions<CasesOptions> options, IActor actor, TimeProvider time)
{
    public async Task<Outcome<PreparedSubmission>> PrepareAsync(
        EffectiveService service, IncomingApplication incoming, CancellationToken ct)
    {
        if (service.Trust > TrustLevel.None && actor.AccountId is null)
            return new Refusal(RefusalKind.SignInNeeded, "application.sign-in-needed", "Für diese Leistung melden Sie sich bitte an.");
        if (actor.Trust < service.Trust)
            return Refusal.Forbidden("application.trust-too-low", "Für diese Leistung brauchen Sie eine Anmeldung auf höherem Niveau.");

        if (Representation.WhyNot(actor, service, sends: true) is { } refusal)
            return refusal;

        var now = time.GetUtcNow();
        var today = GermanClock.DayOf(now);
        var applicant = ApplicantActor.Of(actor);
        var evaluation = await engine.EvaluateAsync(service, incoming.Answers, new EvaluationContext(today, incoming.Language)
        {
            Actor = applicant,
            Strict = incoming.Strict,
            Prefill = false,
            Files = FilesOf(incoming.Files),
        }, ct);
        if (evaluation.Faults.Count > 0)
            return Refusal.Invalid("application.faults", "Bitte prüfen Sie Ihre Angaben.", evaluation.Faults);
        if (evaluation.Refusals.Count > 0)
            return Refusal.Invalid("application.not-eligible", evaluation.Refusals[0].Message,
                [.. evaluation.Refusals.Select(reason => new FieldFault(reason.Path ?? "", "eligible." + reason.Id, reason.Message))]);

        foreach (var action in SensitiveApplication.ActionsOf(evaluation))
        {
            if (await sensitive.CheckAsync(action, ct) is { } refused)
                return refused;
        }

        return Prepare(service, incoming, evaluation, applicant, now, today);
    }

    internal static IReadOnlyDictionary<string, IReadOnlyList<string>>? FilesOf(IReadOnlyList<CaseUpload> files) =>
        files.Count == 0
            ? null
            : files.GroupBy(file => file.Question, StringComparer.Ordinal).ToDictionary(
                group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(file => file.Id.ToString("D"))],
                StringComparer.Ordinal);

    private PreparedSubmission Prepare(
        EffectiveService service, IncomingApplication incoming, FormEvaluation evaluation, IActor? applicant,
        DateTimeOffset now, DateOnly today)
    {
        var upfront = service.Process.Payment == PaymentTime.BeforeDecision ? evaluation.Fees.Total ?? Euro.Zero : Euro.Zero;
        var signers = SigningRound.Of(evaluation, [], now);
        var signing = signers.Count == 0 ? null : round.DueFrom(today, service.Town.State);
        var used = UsedFiles(incoming.Files, evaluation.Answers);
        var submitted = new Submitted
        {
            Service = service.Id,
            ServiceVersion = service.Version,
            ServiceHash = service.Hash,
            Office = service.Office.Id,
            Answers = evaluation.Answers,
            Files = used,
            Account = applicant?.AccountId,
            ApplicantName = NameOf(applicant) ?? CaseSubject.ApplicantOf(service, evaluation.Answers),
            ApplicantSort = applicant?.Person is { } known
                ? $"{known.FamilyName} {known.GivenNames}"
                : CaseSubject.ApplicantSortOf(service, evaluation.Answers) ?? NameOf(applicant),
            Person = applicant?.Person,
            Representative = CaseRepresentative.Of(actor),
            Subject = CaseSubject.Of(service, evaluation.Answers),
            Trust = applicant?.Trust ?? TrustLevel.None,
            Simulated = applicant?.Simulated ?? false,
            Channel = incoming.Channel,
            Language = incoming.Language.Code,
            Fees = CaseFees.Of(evaluation),
            Fee = upfront,
            Signers = signers.Count == 0 ? null : signers,
            SigningDue = signing,
            Deadline = upfront > Euro.Zero || signing is not null ? null : CaseDeadlines.ForDecision(service, today, today),
            PaymentDue = upfront > Euro.Zero && signing is null ? CaseDeadlines.ForPayment(today, options.Value.PaymentDays, service.Town.State) : null,
        };
        return new PreparedSubmission
        {
            Municipality = service.Town.Number,
            Code = service.Town.Code,
            Scope = incoming.Scope,
            Key = incoming.Key,
            BodySha256 = incoming.BodySha256,
            Event = submitted,
            Actor = CaseActor.Of(actor),
            At = now,
            Draft = incoming.Draft,
            DraftVersion = incoming.DraftVersion,
            Jobs = JobsAfter(service, submitted),
            MailboxSubject = service.Name.In(incoming.Language),
            Payment = upfront > Euro.Zero && signing is null ? PaymentFor(service, submitted, now) : null,
        };
    }

    private IReadOnlyList<(string Kind, DateTimeOffset? RunAt)> JobsAfter(EffectiveService service, Submitted submitted)
    {
        if (submitted.SigningDue is { } signing)
            return round.Jobs(signing);
        if (submitted.PaymentDue is { } due)
            return [(CaseJobs.LapsePayment, CaseJobs.MorningAfter(due.Ends))];
        return service.Process.HasAutomaticDecision ? [(CaseJobs.DecideAutomatically, null)] : [];
    }

    private PreparedPayment PaymentFor(EffectiveService service, Submitted submitted, DateTimeOffset now) => new(
        Guid.CreateVersion7(now), PaymentPurpose.Of(service, submitted.Fees, submitted.Subject), provider.Id, provider.Simulated);

    /// <summary>Files of questions that the answers hide are not part of the application.</summary>
    private static IReadOnlyList<CaseUpload> UsedFiles(IReadOnlyList<CaseUpload> files, JsonObject answers)
    {
        if (files.Count == 0)
            return files;
        var text = answers.ToJsonString();
        return [.. files.Where(file => text.Contains(file.Id.ToString("D"), StringComparison.Ordinal))];
    }

    private static string? NameOf(IActor? applicant) => applicant switch
    {
        { Person: { } person } => $"{person.GivenNames} {person.FamilyName}",
        { DisplayName: { } name } => name,
        _ => null,
    };
}
