using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Appointments;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Applications;

/// <summary>Status of an application for its applicant: by account, or by receipt number and secret in constant time.</summary>
internal sealed class ShowOwnCase(CaseAccess access, CaseAppointments appointments, IPlaceOffers offers)
{
    /// <summary>A document the applicant may fetch.</summary>
    internal sealed record Document(Guid Id, string Kind, string Title, long Size, DateTimeOffset CreatedAt);

    /// <param name="Expected">Day a decision may be expected, or null.</param>
    internal sealed record View(
        OpenedCase Opened, DateOnly? Expected, IReadOnlyList<Document> Documents, IReadOnlyList<Message> Messages,
        PaymentLine? Payment)
    {
        /// <summary>Appointments the case calls for now, with what is booked.</summary>
        public IReadOnlyList<CaseAppointment> Appointments { get; init; } = [];

        /// <summary>A childcare place offered to the child of this case, or null.</summary>
        public PlaceOffer? Offer { get; init; }

        public Case Case => Opened.Case;
    }

    internal sealed record Message(Guid Id, bool FromOffice, string Text, DateTimeOffset At);

    /// <summary>How the fee stands.</summary>
    internal sealed record PaymentLine(Guid Id, Euro Amount, string Purpose, string Status, DateOnly DueOn, bool Simulated);

    public async Task<Outcome<View>> RunAsync(CaseKey key, CancellationToken ct, CaseRight least = CaseRight.Own)
    {
        var opened = await access.AsApplicantAsync(key, ct, least);
        if (!opened.Succeeded)
            return opened.Refusal;
        var state = opened.Value.Case;

        // Notices and money stay the applicant's: opening a notice is its notification (§ 41 VwVfG).
        var helps = opened.Value.Right == CaseRight.Help;
        var booked = helps ? [] : await appointments.OfAsync(opened.Value, CaseEvaluation.LanguageOf(state), ct);
        var offer = !helps && state.Effects.Any(effect => effect.Effect == "childcare.apply")
            ? await offers.OfCaseAsync(opened.Value.Town.Number, state.Number.Text, ct)
            : null;
        return await opened.Value.Scope.QueryBatchAsync(
            [Documents(state), Messages(state), Payment(state)],
            async reader =>
            {
                var documents = await reader.ReadAsync<DocumentRow>();
                var messages = await reader.ReadAsync<MessageRow>();
                var payment = await reader.ReadSingleOrDefaultAsync<PaymentRow>();
                return new View(
                    opened.Value,
                    CaseDeadlines.Expected(opened.Value.Service, GermanClock.DayOf(state.SubmittedAt), state.RestingDue ?? state.Due),
                    helps ? [] : [.. documents.Select(row => new Document(row.Id, row.Kind, row.Title, row.Size, row.CreatedAt))],
                    [.. messages.Select(row => new Message(row.Id, row.FromOffice, row.Text, row.At))],
                    payment is null || helps ? null : new PaymentLine(
                        payment.Id, payment.Amount, payment.Purpose, payment.Status, payment.DueOn, payment.Simulated)) { Appointments = booked, Offer = offer };
            }, ct);
    }

    internal static Sql Documents(Case state) => new(
        """
        select id, kind, title, size, created_at
        from cases.document
        where municipality = @Town and number = @Number
        order by created_at, kind <> 'notice', title, id
        """,
        new { Number = state.Number.Text });

    internal static Sql Messages(Case state) => new(
        """
        select id, from_office, text, at
        from cases.message
        where municipality = @Town and number = @Number
        order by at, id
        """,
        new { Number = state.Number.Text });

    internal static Sql Payment(Case state) => new(
        """
        select id, amount, purpose, status, due_on, simulated
        from cases.payment
        where municipality = @Town and number = @Number
        """,
        new { Number = state.Number.Text });

    internal sealed record DocumentRow
    {
        public required Guid Id { get; init; }

        public required string Kind { get; init; }

        public required string Title { get; init; }

        public required long Size { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }
    }

    internal sealed record MessageRow
    {
        public required Guid Id { get; init; }

        public required bool FromOffice { get; init; }

        public required string Text { get; init; }

        public required DateTimeOffset At { get; init; }
    }

    internal sealed record PaymentRow
    {
        public required Guid Id { get; init; }

        public required Euro Amount { get; init; }

        public required string Purpose { get; init; }

        public required string Status { get; init; }

        public required DateOnly DueOn { get; init; }

        public required bool Simulated { get; init; }
    }
}
