using System.Text.Json.Nodes;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Moves;

namespace Rathaus.Registers.Residents;

/// <summary>The embedded residents' register (Melderegister).</summary>
internal sealed class ResidentsRegister(ResidentFacts facts, ITownOffices? towns = null) : IRegister
{
    public string Name => RegisterNames.Residents;

    public IReadOnlyCollection<string> Effects { get; } =
    [
        "residents.register_move_in", "residents.move", "residents.move_abroad", "residents.second_dwelling", "residents.end_second_dwelling",
        "residents.change_main_dwelling", "residents.record_birth", "residents.record_marriage", "residents.record_death", "residents.rename",
        "residents.block", "residents.object",
    ];

    public IReadOnlyCollection<string> Facts => ResidentFacts.Names;

    /// <summary>What a town tells the others where the same person has a dwelling (§ 33 BMG).</summary>
    public async Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct)
    {
        var given = await EffectAsync(work, effect, with, ct);
        if (given.Succeeded && effect is not ("residents.register_move_in" or "residents.record_birth") && towns is { All.Count: > 1 })
            work.Also(JobSql.Insert(new JobRequest(ChangeNotice.JobKind, MoveNotice.Payload(work.Order.Reference, work.DeedId))));
        return given;
    }

    private Task<Outcome<JsonObject>> EffectAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct) => effect switch
    {
        "residents.register_move_in" => ResidentMoves.RegisterAsync(work, with, TownOf(work.Order.Municipality), PreviousTown(work, with), ct),
        "residents.move" => ResidentMoves.MoveAsync(work, with, ct),
        "residents.move_abroad" => ResidentMoves.LeaveAsync(work, with, ct),
        "residents.second_dwelling" => ResidentDwellings.AddAsync(work, with, ct),
        "residents.end_second_dwelling" => ResidentDwellings.EndAsync(work, with, LiesElsewhere(work, with), ct),
        "residents.change_main_dwelling" => ResidentDwellings.ChangeMainAsync(work, with, LiesElsewhere(work, with), ct),
        "residents.record_birth" => ResidentRecords.BirthAsync(work, with, ct),
        "residents.record_marriage" => ResidentRecords.MarriageAsync(work, with, ct),
        "residents.record_death" => ResidentRecords.DeathAsync(work, with, ct),
        "residents.rename" => ResidentRecords.RenameAsync(work, with, ct),
        "residents.block" => ResidentBlocks.BlockAsync(work, with, ct),
        "residents.object" => ResidentBlocks.ObjectAsync(work, with, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "No effect of this register"),
    };

    public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) => facts.AskAsync(question, ct);

    /// <summary>Whether the dwelling meant lies in another town of the region.</summary>
    private bool LiesElsewhere(RegisterWork work, RegisterArguments with) =>
        with.Address("address") is { } address
        && towns?.All.Any(town => town.Number != work.Order.Municipality && string.Equals(town.Name, address.Town, StringComparison.OrdinalIgnoreCase)) == true;

    private string TownOf(short number) => towns?.Find(number)?.Name ?? "";

    /// <summary>The town of the region people come from, or null: it lies elsewhere, or they come from the town itself.</summary>
    private TownEntry? PreviousTown(RegisterWork work, RegisterArguments with) =>
        with.Address("previous_address") is { } previous
        && towns?.All.FirstOrDefault(town => string.Equals(town.Name, previous.Town, StringComparison.OrdinalIgnoreCase)) is { } found
        && found.Number != work.Order.Municipality
            ? found
            : null;
}
