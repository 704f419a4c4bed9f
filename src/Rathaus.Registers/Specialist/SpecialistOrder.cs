using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;

namespace Rathaus.Registers.Specialist;

/// <summary>An effect of a decided case that a specialist system is to carry out.</summary>
/// <param name="Reference">Number of the case.</param>
/// <param name="Deed">Id of the effect in the package.</param>
/// <param name="Effect">Name as in catalogue/effects.yaml.</param>
/// <param name="With">Its parameters.</param>
internal sealed record SpecialistOrder(string Register, string Reference, string Deed, string Effect, string Purpose, JsonObject With)
{
    /// <summary>The same at every try: the system does it once.</summary>
    public string Key(string town) => $"{town}/{Reference}/{Deed}";
}

/// <summary>Orders in <c>registers.specialist_order</c>: the parameters only until the system has answered.</summary>
internal static class SpecialistOrders
{
    public static Sql Insert(SpecialistOrder order, DateTimeOffset at) => new(
        """
        insert into registers.specialist_order (municipality, reference, deed, register, effect, purpose, with_parameters, ordered_at)
        values (@Town, @Reference, @Deed, @Register, @Effect, @Purpose, @With::jsonb, @at)
        """,
        new { order.Reference, order.Deed, order.Register, order.Effect, order.Purpose, With = order.With.ToJsonString(), at });

    /// <returns>Null: answered already, or never given.</returns>
    public static async Task<SpecialistOrder?> OpenAsync(SqlScope town, string reference, string deed, CancellationToken ct)
    {
        var rows = await town.QueryAsync<Row>(
            """
            select register, effect, purpose, with_parameters::text as parameters
            from registers.specialist_order
            where municipality = @Town and reference = @reference and deed = @deed and state = 'ordered'
            """,
            new { reference, deed }, ct);
        return rows is [var row] ? new SpecialistOrder(row.Register, reference, deed, row.Effect, row.Purpose, (JsonObject)JsonNode.Parse(row.Parameters)!) : null;
    }

    /// <param name="state"><c>confirmed</c> or <c>refused</c>.</param>
    public static Sql Answered(SpecialistOrder order, string state, DateTimeOffset at) => new(
        """
        update registers.specialist_order set state = @state, answered_at = @at, with_parameters = null
        where municipality = @Town and reference = @Reference and deed = @Deed
        """,
        new { order.Reference, order.Deed, state, at });

    private sealed record Row
    {
        public required string Register { get; init; }

        public required string Effect { get; init; }

        public required string Purpose { get; init; }

        public required string Parameters { get; init; }
    }
}
