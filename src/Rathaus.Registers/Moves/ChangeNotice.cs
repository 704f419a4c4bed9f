using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;
using Rathaus.Registers.Residents;

namespace Rathaus.Registers.Moves;

/// <summary>
/// Tells the other towns of the region in which the same person has a dwelling what one of them changed (§ 33 BMG): names, marital status,
/// dwellings, block marks, objections, death. Payload: number of the case and id of its effect.
/// </summary>
internal sealed class ChangeNotice(WorkerDatabase database, ProjectionSet projections, TimeProvider time, ITownOffices? towns = null) : IJobHandler
{
    public const string JobKind = "registers.change-notice";

    private const string Purpose = "meldedaten-abgleich";

    public string Kind => JobKind;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var payload = JsonNode.Parse(job.Payload)!;
        var (reference, deed) = ((string)payload["number"]!, (string)payload["deed"]!);
        var here = towns?.Find(job.Municipality);
        var changed = (await EventStore.OfDeedAsync(tx, reference, deed, ct)).Where(e => e.Register == RegisterNames.Residents).GroupBy(e => e.Subject).ToArray();
        foreach (var subject in changed)
        {
            var history = await EventStore.OfAsync(tx, RegisterNames.Residents, subject.Key, ct);
            var before = Resident.Fold(history.Where(e => e.Sequence < subject.Min(own => own.Sequence)));
            var after = Resident.Fold(history)!;
            foreach (var other in (towns?.All ?? []).Where(town => town.Number != job.Municipality))
            {
                // Somebody of the same name in a town without any dwelling in common is somebody else.
                if (Knows(before ?? after, after, other.Name))
                    await TellAsync(other.Number, here?.Name ?? "", before ?? after, after, [.. subject], reference, deed, ct);
            }
        }
    }

    private static bool Knows(Resident before, Resident after, string town) =>
        before.Current.Concat(after.Dwellings).Any(dwelling => string.Equals(dwelling.Town, town, StringComparison.OrdinalIgnoreCase));

    private async Task TellAsync(
        short town, string from, Resident before, Resident after, IReadOnlyList<RegisterEvent> events, string reference, string deed, CancellationToken ct)
    {
        try
        {
            await database.For(town).InTransactionAsync(
                async there =>
                {
                    var work = new RegisterWork(there, new RegisterOrder(
                        town, reference, Purpose, new RegisterActor("System", null), time.GetUtcNow(), [new RegisterDeed($"{deed}/{events[0].Subject[..8]}{events[0].Subject[^12..]}", JobKind, [])]));
                    var named = new NamedPerson(before.FamilyName, before.GivenNames, RegisterArguments.Day(before.BirthDate));
                    var found = await PersonFinder.FindAsync(work, named, null, living: true, ct);
                    if (!found.Succeeded)
                        return 0;
                    foreach (var happened in events)
                        Take(work, found.Value, happened, before, after, from);
                    return (await there.ExecuteBatchAsync(work.Commands(projections.ByRegister), ct)).Count;
                },
                ct);
        }
        catch (UniqueViolationException)
        {
            // That town was told before and this job did not come to its end: nothing is left to tell it.
        }
    }

    /// <summary>The same in the other town's entry; dwellings are found by their address, since each town numbers its own.</summary>
    private static void Take(RegisterWork work, RegisterSubject person, RegisterEvent happened, Resident before, Resident after, string from)
    {
        var own = Resident.Fold(person.History)!;
        switch (happened.Kind)
        {
            case ResidentEvents.Married or ResidentEvents.Widowed or ResidentEvents.Renamed or ResidentEvents.Died
                or ResidentEvents.Blocked or ResidentEvents.Unblocked or ResidentEvents.Objected:
                work.Record(person, happened.Kind, (JsonObject)happened.Body.DeepClone());
                break;
            case ResidentEvents.MovedOut:
                if (Meant(happened, before, after, own) is { } left)
                    work.Record(person, ResidentEvents.MovedOut, new JsonObject { ["number"] = left.Number, ["on"] = happened.Body["on"]!.DeepClone(), ["to"] = happened.Body["to"]?.DeepClone() });
                break;
            case ResidentEvents.DwellingChanged:
                if (Meant(happened, before, after, own) is { } changed)
                    work.Record(person, ResidentEvents.DwellingChanged, new JsonObject { ["number"] = changed.Number, ["dwelling_kind"] = happened.Body["dwelling_kind"]!.DeepClone() });
                break;
            case ResidentEvents.MovedIn when after.Dwellings.FirstOrDefault(dwelling => dwelling.Number == (short)(int)happened.Body["dwelling"]!["number"]!) is { } moved
                && !own.Current.Any(dwelling => dwelling.IsAt(moved.Address)):
                var place = moved.Town.Length == 0 ? moved with { Town = from } : moved;
                work.Record(person, ResidentEvents.MovedIn, ResidentEvents.DwellingBody(place with { Number = ResidentMoves.NextNumber(own) }));
                break;
            case ResidentEvents.Registered when after.MainDwelling is { } main && own.Current.FirstOrDefault(dwelling => dwelling.IsAt(main.Address)) is { Kind: DwellingKind.Only } only:
                // A further dwelling elsewhere: the only one here is the main one now.
                work.Record(person, ResidentEvents.DwellingChanged, new JsonObject { ["number"] = only.Number, ["dwelling_kind"] = "Main" });
                foreach (var further in after.Current.Where(dwelling => dwelling.Kind == DwellingKind.Secondary))
                    work.Record(person, ResidentEvents.MovedIn, ResidentEvents.DwellingBody(further with { Number = ResidentMoves.NextNumber(Resident.Fold(person.History)!) }));
                break;
        }
    }

    private static Dwelling? Meant(RegisterEvent happened, Resident before, Resident after, Resident own)
    {
        var number = (short)(int)happened.Body["number"]!;
        return before.Dwellings.Concat(after.Dwellings).FirstOrDefault(dwelling => dwelling.Number == number) is { } meant
            ? own.Current.FirstOrDefault(dwelling => dwelling.IsAt(meant.Address))
            : null;
    }
}
