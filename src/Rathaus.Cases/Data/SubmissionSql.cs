using System.Text.Json;

namespace Rathaus.Cases.Data;

/// <summary>The one statement that makes cases out of submissions.</summary>
internal static class SubmissionSql
{
    // A draft becomes its case once and only in the version that was checked; the key decides every other race. Everything
    // behind "fresh" happens only for the numbers that won. Rows are sorted by key, so that two writers never deadlock.
    public const string Text =
        """
        with item as materialized (
          select i.*
          from unnest(@Scopes, @Keys, @Bodies, @Responses, @Numbers, @Drafts, @DraftVersions, @Ats, @ActorKinds, @ActorIds,
            @ActorNames, @EventBodies, @Hashes, @SecretHashes, @Services, @ServiceVersions, @ServiceHashes, @Offices,
            @Statuses, @Accounts, @ApplicantNames, @ApplicantKeys, @Subjects, @SubjectKeys, @Simulateds, @DueOns, @DueKinds,
            @DueDeemeds, @Fees, @MailboxIds, @MailboxSubjects, @PaymentIds, @PaymentPurposes, @PaymentProviders,
            @PaymentSimulateds)
            as i (scope, key, body_sha256, response, number, draft, draft_version, at, actor_kind, actor_id,
              actor_name, event_body, hash, secret_hash, service, service_version, service_hash, office,
              status, account, applicant_name, applicant_key, subject, subject_key, simulated, due_on, due_kind,
              due_deemed, fee, mailbox_id, mailbox_subject, payment_id, payment_purpose, payment_provider,
              payment_simulated)
        ),
        closed as (
          update cases.draft d
          set number = i.number, saved_at = i.at
          from item i
          where d.municipality = @Town and d.id = i.draft and d.version = i.draft_version and d.number is null
          returning d.id
        ),
        fresh as (
          insert into kernel.idempotency (municipality, scope, key, body_sha256, status, response, created_at)
          select @Town, i.scope, i.key, i.body_sha256, 201, i.response::jsonb, i.at
          from item i
          where i.draft is null or i.draft in (select c.id from closed c)
          order by i.scope, i.key
          on conflict (municipality, scope, key) do nothing
          returning response ->> 'number' as number
        ),
        won as materialized (
          select i.*
          from item i
          join fresh f on f.number = i.number
        ),
        event as (
          insert into cases.case_event
            (municipality, number, sequence, kind, at, actor_kind, actor_id, actor_name, body, hash)
          select @Town, w.number, 1, 'submitted', w.at, w.actor_kind, w.actor_id, w.actor_name, w.event_body, w.hash
          from won w
        ),
        application as (
          insert into cases.application
            (municipality, number, service, service_version, service_hash, office, status, account, applicant_name,
            applicant_key, subject, subject_key, simulated, submitted_at, changed_at, due_on, due_kind, due_cause,
            due_deemed, fee, paid, refund_due, version, head)
          select @Town, w.number, w.service, w.service_version, w.service_hash, w.office, w.status, w.account,
            w.applicant_name, w.applicant_key, w.subject, w.subject_key, w.simulated, w.at, w.at, w.due_on, w.due_kind,
            case when w.due_on is null then null else 1 end, w.due_deemed, w.fee, 0, 0, 1, w.hash
          from won w
        ),
        receipt as (
          insert into cases.receipt (municipality, number, secret_hash, sha256, created_at)
          select @Town, w.number, w.secret_hash, w.hash, w.at
          from won w
        ),
        account_case as (
          insert into cases.account_case (account, town, number)
          select w.account, @Town, w.number
          from won w
          where w.account is not null
        ),
        account_draft as (
          delete from cases.account_draft a
          using won w
          where a.account = w.account and a.town = @Town and a.draft = w.draft
        ),
        mailbox as (
          insert into cases.mailbox_entry (municipality, account, id, number, kind, subject, created_at)
          select @Town, w.account, w.mailbox_id, w.number, 'receipt', w.mailbox_subject, w.at
          from won w
          where w.account is not null
        ),
        payment as (
          insert into cases.payment
            (municipality, id, number, amount, purpose, status, provider, simulated, due_on, due_cause, attempt,
            created_at, changed_at)
          select @Town, w.payment_id, w.number, w.fee, w.payment_purpose, 'Open', w.payment_provider,
            w.payment_simulated, w.due_on, 1, 0, w.at, w.at
          from won w
          where w.payment_id is not null
        ),
        file as (
          insert into cases.case_file (municipality, upload, number)
          select @Town, f.upload, f.number
          from unnest(@FileIds, @FileNumbers) as f (upload, number)
          where f.number in (select w.number from won w)
        ),
        job as (
          insert into kernel.job (municipality, kind, run_at, payload)
          select @Town, j.kind, coalesce(j.run_at, '-infinity'), jsonb_build_object('number', j.number)
          from unnest(@JobKinds, @JobRunAts, @JobNumbers) as j (kind, run_at, number)
          where j.number in (select w.number from won w)
        )
        select w.number from won w
        """;

    public static object Arguments(SubmissionRow[] rows)
    {
        var files = rows.SelectMany(row => row.Item.Event.Files.Select(file => (file.Id, row.Row.Number))).ToArray();
        var jobs = rows.SelectMany(row => row.Item.Jobs.Select(job => (job.Kind, job.RunAt, row.Row.Number))).ToArray();
        return new
        {
            Scopes = rows.Select(r => r.Item.Scope).ToArray(),
            Keys = rows.Select(r => r.Item.Key).ToArray(),
            Bodies = rows.Select(r => r.Item.BodySha256).ToArray(),
            Responses = rows.Select(r => JsonSerializer.Serialize(r.Response, ReceiptJson.Default.StoredReceipt)).ToArray(),
            Numbers = rows.Select(r => r.Row.Number).ToArray(),
            Drafts = rows.Select(r => r.Item.Draft).ToArray(),
            DraftVersions = rows.Select(r => r.Item.DraftVersion).ToArray(),
            Ats = rows.Select(r => r.Event.At).ToArray(),
            ActorKinds = rows.Select(r => r.Item.Actor.Kind.ToString()).ToArray(),
            ActorIds = rows.Select(r => r.Item.Actor.Id).ToArray(),
            ActorNames = rows.Select(r => r.Item.Actor.Name).ToArray(),
            EventBodies = rows.Select(r => r.Event.Body).ToArray(),
            Hashes = rows.Select(r => r.Event.Hash).ToArray(),
            SecretHashes = rows.Select(r => r.SecretHash).ToArray(),
            Services = rows.Select(r => r.Row.Service).ToArray(),
            ServiceVersions = rows.Select(r => r.Row.ServiceVersion).ToArray(),
            ServiceHashes = rows.Select(r => r.Row.ServiceHash).ToArray(),
            Offices = rows.Select(r => r.Row.Office).ToArray(),
            Statuses = rows.Select(r => r.Row.Status).ToArray(),
            Accounts = rows.Select(r => r.Row.Account).ToArray(),
            ApplicantNames = rows.Select(r => r.Row.ApplicantName).ToArray(),
            ApplicantKeys = rows.Select(r => r.Row.ApplicantKey).ToArray(),
            Subjects = rows.Select(r => r.Row.Subject).ToArray(),
            SubjectKeys = rows.Select(r => r.Row.SubjectKey).ToArray(),
            Simulateds = rows.Select(r => r.Row.Simulated).ToArray(),
            DueOns = rows.Select(r => r.Row.DueOn).ToArray(),
            DueKinds = rows.Select(r => r.Row.DueKind).ToArray(),
            DueDeemeds = rows.Select(r => r.Row.DueDeemed).ToArray(),
            Fees = rows.Select(r => r.Row.Fee.Amount).ToArray(),
            MailboxIds = rows.Select(r => Guid.CreateVersion7(r.Event.At)).ToArray(),
            MailboxSubjects = rows.Select(r => r.Item.MailboxSubject).ToArray(),
            PaymentIds = rows.Select(r => r.Item.Payment?.Id).ToArray(),
            PaymentPurposes = rows.Select(r => r.Item.Payment?.Purpose).ToArray(),
            PaymentProviders = rows.Select(r => r.Item.Payment?.Provider).ToArray(),
            PaymentSimulateds = rows.Select(r => r.Item.Payment?.Simulated).ToArray(),
            FileIds = files.Select(file => file.Id).ToArray(),
            FileNumbers = files.Select(file => file.Number).ToArray(),
            JobKinds = jobs.Select(job => job.Kind).ToArray(),
            JobRunAts = jobs.Select(job => job.RunAt).ToArray(),
            JobNumbers = jobs.Select(job => job.Number).ToArray(),
        };
    }
}
