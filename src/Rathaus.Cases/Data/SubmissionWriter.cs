using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Data;

/// <summary>
/// Writes waiting submissions of one town: idempotency row, event, case, receipt, files, payment, mailbox entry and jobs
/// of all of them in one statement, so that each stands whole or not at all, and losers of a key get the winner's answer.
/// </summary>
internal sealed class SubmissionWriter(TownCounter counter, SecretSeal seal) : IMicroBatch<PreparedSubmission, SubmissionResult>
{
    public string KeyOf(PreparedSubmission item) => $"{item.Scope}/{item.Key}";

    public async Task<IReadOnlyList<SubmissionResult>> WriteAsync(
        TownScope town, IReadOnlyList<PreparedSubmission> items, CancellationToken ct)
    {
        var rows = new SubmissionRow[items.Count];
        var numbers = new Dictionary<int, Queue<long>>();
        foreach (var year in items.GroupBy(YearOf))
            numbers[year.Key] = new Queue<long>(await counter.TakeAsync(
                town.Municipality, "case-" + year.Key.ToString(CultureInfo.InvariantCulture), year.Count(), ct));
        for (var i = 0; i < rows.Length; i++)
            rows[i] = SubmissionRow.Create(items[i], numbers[YearOf(items[i])].Dequeue(), seal);

        var written = (await town.QueryAsync<string>(SubmissionSql.Text, SubmissionSql.Arguments(rows), ct))
            .ToHashSet(StringComparer.Ordinal);

        var results = new SubmissionResult?[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if (written.Contains(rows[i].Case.Number.Text))
                results[i] = new SubmissionResult(SubmissionResultKind.Accepted, rows[i].Response, Fresh: true);
        }

        for (var i = 0; i < rows.Length; i++)
            results[i] ??= await FindAsync(town, items[i], ct) ?? new SubmissionResult(SubmissionResultKind.DraftChanged, null, Fresh: false);
        return [.. results.OfType<SubmissionResult>()];
    }

    /// <summary>What the key's row says, or null when the key was never used.</summary>
    public Task<SubmissionResult?> FindAsync(TownScope town, PreparedSubmission item, CancellationToken ct) =>
        FindAsync(town, item.Scope, item.Key, item.BodySha256, ct);

    public static async Task<SubmissionResult?> FindAsync(
        SqlScope town, string scope, string key, byte[] bodySha256, CancellationToken ct)
    {
        var row = await town.QueryBatchAsync(
            [IdempotencySql.Find(scope, [key])], static reader => reader.ReadSingleOrDefaultAsync<IdempotencyRow>(), ct);
        if (row is null)
            return null;
        return row.For(bodySha256).Succeeded
            ? new SubmissionResult(SubmissionResultKind.Accepted,
                JsonSerializer.Deserialize(row.Response, ReceiptJson.Default.StoredReceipt), Fresh: false)
            : new SubmissionResult(SubmissionResultKind.OtherBody, null, Fresh: false);
    }

    private static int YearOf(PreparedSubmission item) => GermanClock.DayOf(item.At).Year;
}

/// <summary>A submission with its number, first event, projection and receipt.</summary>
internal sealed record SubmissionRow(
    PreparedSubmission Item, Case Case, RecordedEvent Event, ApplicationRow Row, StoredReceipt Response, byte[] SecretHash)
{
    public static SubmissionRow Create(PreparedSubmission item, long counter, SecretSeal seal)
    {
        var number = CaseNumber.Create(item.Code, GermanClock.DayOf(item.At).Year, counter);
        var recorded = RecordedEvent.Create(item.Municipality, number, 1, EventChain.Genesis, item.Event, item.Actor, item.At);
        var state = new Case { Number = number }.Apply(recorded);
        var secret = AccessSecret.Create();
        var response = new StoredReceipt(
            number.Text, seal.Close(secret), Convert.ToHexStringLower(recorded.Hash), recorded.At, state.Status.ToString(),
            state.Fee.ToInvariant(), item.Event.PaymentDue?.Ends);
        return new SubmissionRow(item, state, recorded, ApplicationRow.Of(state), response, AccessSecret.Hash(secret));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredReceipt))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
