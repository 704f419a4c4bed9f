using Microsoft.Extensions.Options;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Applications;

/// <summary>
/// A clerk asks the applicant to correct or explain single answers; the decision deadline rests until the answer comes. The
/// letter lies in the mailbox; without one it is a task to print it.
/// </summary>
internal sealed class RequestCorrection(
    CaseAccess access, CaseLetters letters, CaseDocuments documents, IOptions<CasesOptions> options, IActor actor, TimeProvider time)
{
    /// <param name="Questions">Ids of top-level questions.</param>
    /// <param name="Until">Last day to answer; null: the usual time.</param>
    internal sealed record Request(int Version, IReadOnlyList<string> Questions, string Text, DateOnly? Until = null);

    public async Task<Outcome<Case>> RunAsync(string number, Request request, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (_, scope, service, state, _) = opened.Value;
        if (state.Version != request.Version)
            return CaseStore.ChangedMeanwhile(state);
        if (request.Questions.FirstOrDefault(id => service.Form.Questions.All(question => question.Id != id)) is { } unknown)
            return Refusal.Invalid("correction.unknown-question", "Diese Frage gibt es nicht.",
                new FieldFault("questions", "correction.unknown-question", $"Die Frage {unknown} gibt es nicht."));

        var today = time.Today();
        var wish = state.RequestCorrection(
            request.Questions, request.Text, request.Until ?? today.AddDays(options.Value.CorrectionDays), today, service.Town.State);
        if (!wish.Succeeded)
            return wish.Refusal;
        var change = opened.Value.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(wish.Value);
        change.Also(MessageSql.Insert(state, Guid.CreateVersion7(change.At), fromOffice: true, actor.DisplayName, request.Text.Trim(), change.At));
        var letter = Guid.CreateVersion7(change.At);
        var asked = (CorrectionRequested)wish.Value;
        await documents.AddAsync(
            opened.Value, change, letter, "request", await letters.RenderRequestAsync(opened.Value, asked, letter, today, ct), ct);
        change.Also(MailboxSql.Entry(state, "correction", service.Name.German, null, change.At, letter));
        // Without a mailbox the letter is printed.
        if (state.Account is null)
            change.Also(TaskSql.Create(state, "deliver-by-post", "request", change.At));
        return await CaseStore.SaveAsync(scope, change, ct);
    }
}

/// <summary>Rows of the conversation between office and applicant.</summary>
internal static class MessageSql
{
    public static Sql Insert(Case state, Guid id, bool fromOffice, string? author, string text, DateTimeOffset at) => new(
        """
        insert into cases.message (municipality, id, number, from_office, author_name, text, at)
        values (@Town, @id, @Number, @fromOffice, @author, @text, @at)
        """,
        new { id, Number = state.Number.Text, fromOffice, author, text, at });
}
