using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Inbox;

/// <summary>A work list that somebody keeps under a name.</summary>
/// <param name="Query">The address behind <c>/amt</c>, with the question mark or empty.</param>
internal sealed record SavedView(string Name, string Query);

/// <summary>Own views of the work list, for each member of staff and town alone.</summary>
internal sealed class SavedViews(TownDatabase database, IActor actor, TimeProvider time)
{
    public const int LongestName = 60;

    private const int Most = 20;

    public async Task<IReadOnlyList<SavedView>> ListAsync(Municipality town, CancellationToken ct) => actor.StaffId is not { } staff
        ? []
        : await database.For(town.Number).QueryAsync<SavedView>(
            "select name, query from cases.saved_view where municipality = @Town and staff = @staff order by lower(name), name",
            new { staff }, ct);

    /// <summary>The same name again replaces the view.</summary>
    public async Task<Outcome<string>> SaveAsync(Municipality town, string name, string query, CancellationToken ct)
    {
        if (actor.StaffId is not { } staff || CaseOffices.Of(actor, town.Number).Count == 0)
            return Refusal.NotFound("inbox");
        var kept = name.Trim();
        if (kept.Length == 0)
            return Fault("view.name-missing", "Geben Sie der Ansicht einen Namen.");
        if (kept.Length > LongestName || kept.Any(char.IsControl) || !CaseText.IsStorable(kept))
            return Fault("view.name-bad", "Der Name hat höchstens 60 Zeichen.");
        var written = await database.For(town.Number).ExecuteAsync(
            """
            insert into cases.saved_view (municipality, staff, name, query, created_at)
            select @Town, @staff, @kept, @query, @Now
            where (select count(*) from cases.saved_view where municipality = @Town and staff = @staff and name <> @kept) < @Most
            on conflict (municipality, staff, name) do update set query = excluded.query
            """,
            new { staff, kept, query, Now = time.GetUtcNow(), Most }, ct);
        return written == 1 ? kept : Fault("view.too-many", "Es gibt schon 20 Ansichten. Löschen Sie zuerst eine.");
    }

    public async Task<Outcome<string>> DeleteAsync(Municipality town, string name, CancellationToken ct) =>
        actor.StaffId is { } staff && await database.For(town.Number).ExecuteAsync(
            "delete from cases.saved_view where municipality = @Town and staff = @staff and name = @name", new { staff, name }, ct) == 1
            ? name
            : Refusal.NotFound("view");

    private static Refusal Fault(string code, string message) => Refusal.Invalid(code, message, new FieldFault("name", code, message));
}
