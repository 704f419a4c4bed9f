using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Features.Inbox;

/// <summary>
/// The same deed on several cases. Each stands for itself, with the version that was seen: what somebody else changed
/// meanwhile, or what may not be done, is left and said.
/// </summary>
internal sealed class WorkOnCases(WorkOnCase work, RequestCorrection correction)
{
    internal sealed record Item(string Number, int Version);

    /// <param name="Refusal">Why not; null: done.</param>
    internal sealed record Result(string Number, Refusal? Refusal);

    public Task<IReadOnlyList<Result>> TakeAsync(IReadOnlyList<Item> items, CancellationToken ct) =>
        EachAsync(items, item => work.TakeAsync(item.Number, item.Version, ct));

    public Task<IReadOnlyList<Result>> AssignAsync(IReadOnlyList<Item> items, Guid? colleague, CancellationToken ct) =>
        EachAsync(items, item => work.AssignAsync(item.Number, item.Version, colleague, ct));

    public Task<IReadOnlyList<Result>> AskAsync(
        IReadOnlyList<Item> items, IReadOnlyList<string> questions, string text, DateOnly? until, CancellationToken ct) =>
        EachAsync(items, item => correction.RunAsync(
            item.Number, new RequestCorrection.Request(item.Version, questions, text, until), ct));

    private static async Task<IReadOnlyList<Result>> EachAsync(IReadOnlyList<Item> items, Func<Item, Task<Outcome<Case>>> act)
    {
        var results = new List<Result>(items.Count);
        foreach (var item in items)
            results.Add(new Result(item.Number, (await act(item)).Refusal));
        return results;
    }
}
