using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;
using Rathaus.Registers.Residents;

namespace Rathaus.Registers.Moves;

/// <summary>
/// Notice of a move between towns of the region (Rückmeldung, § 33 BMG): the former town marks people as moved away and
/// answers with what the new one lacks, block marks and family among it. Payload: number of the case and id of its effect.
/// </summary>
internal sealed class MoveNotice(WorkerDatabase database, ProjectionSet projections, TimeProvider time, ITownOffices? towns = null) : IJobHandler
{
    public const string JobKind = "registers.move-notice";

    private const string Purpose = "rueckmeldung";

    public string Kind => JobKind;

    public static string Payload(string reference, string deed) => new JsonObject { ["number"] = reference, ["deed"] = deed }.ToJsonString();

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var payload = JsonNode.Parse(job.Payload)!;
        var (reference, deed) = ((string)payload["number"]!, (string)payload["deed"]!);
        var notes = (await EventStore.OfDeedAsync(tx, reference, deed, ct)).Where(e => e.Kind == ResidentEvents.MoveNoticed).ToArray();
        var here = WorkIn(tx, job.Municipality, reference, deed + "/answer");
        var families = new List<(RegisterSubject Person, IReadOnlyList<Relative> Family)>();
        foreach (var note in notes)
        {
            var person = await here.OpenAsync(RegisterNames.Residents, note.Subject, ct);
            var state = Resident.Fold(person.History)!;
            var answer = await TellAsync((short)(int)note.Body["from_town"]!, note, state, job.Municipality, reference, deed, ct);
            here.Record(person, ResidentEvents.NoticeAnswered, new JsonObject { ["town"] = (string?)note.Body["from_name"], ["found"] = answer is not null });
            if (answer is null)
                continue;
            Complete(here, person, state, answer.State);
            families.Add((person, answer.Family));
        }

        foreach (var (person, family) in families)
            await RelateAsync(here, person, family, ct);

        await tx.ExecuteBatchAsync(here.Commands(projections.ByRegister), ct);
    }

    /// <summary>In the former town: ends the dwellings. Gives what is stored there, or null: nobody of that name.</summary>
    private async Task<Answer?> TellAsync(
        short town, RegisterEvent note, Resident moved, short newTown, string reference, string deed, CancellationToken ct)
    {
        try
        {
            return await database.For(town).InTransactionAsync(
                async there =>
                {
                    var work = WorkIn(there, town, $"{reference}", $"{deed}/{note.Subject[..8]}{note.Subject[^12..]}");
                    var named = new NamedPerson(moved.FamilyName, moved.GivenNames, RegisterArguments.Day(moved.BirthDate));
                    var found = await PersonFinder.FindAsync(work, named, RegisterArguments.AddressOf(note.Body["from_address"]), living: true, ct);
                    if (!found.Succeeded || Resident.Fold(found.Value.History) is not { } state)
                        return await FormerAsync(work, named, ct);
                    var day = RegisterArguments.Day((string?)note.Body["moved_in"])!.Value;
                    var name = towns?.Find(newTown)?.Name;
                    work.Record(found.Value, ResidentEvents.MoveNoticed, new JsonObject { ["to_town"] = newTown, ["to_name"] = name });
                    if ((bool)note.Body["keeps_previous"]!)
                    {
                        foreach (var main in state.Current.Where(dwelling => dwelling.Kind != DwellingKind.Secondary))
                            work.Record(found.Value, ResidentEvents.DwellingChanged, new JsonObject { ["number"] = main.Number, ["dwelling_kind"] = "Secondary" });
                    }
                    else
                    {
                        foreach (var dwelling in state.Current.ToArray())
                            work.Record(found.Value, ResidentEvents.MovedOut, ResidentMoves.End(dwelling, day, name));
                    }

                    await there.ExecuteBatchAsync(work.Commands(projections.ByRegister), ct);
                    return await AnswerAsync(work, state, ct);
                },
                ct);
        }
        catch (UniqueViolationException)
        {
            // The former town was told before and this job did not come to its end: the answer is what is stored there.
            return await database.For(town).InTransactionAsync(
                there => FormerAsync(WorkIn(there, town, reference, deed), new NamedPerson(moved.FamilyName, moved.GivenNames, RegisterArguments.Day(moved.BirthDate)), ct), ct);
        }
    }

    private static async Task<Answer?> FormerAsync(RegisterWork work, NamedPerson person, CancellationToken ct)
    {
        var found = await PersonFinder.FindAsync(work, person, null, living: false, ct);
        return found.Succeeded && Resident.Fold(found.Value.History) is { } state ? await AnswerAsync(work, state, ct) : null;
    }

    private static async Task<Answer> AnswerAsync(RegisterWork work, Resident state, CancellationToken ct)
    {
        var family = new List<Relative>();
        foreach (var relation in state.Related)
        {
            var relative = await work.OpenAsync(RegisterNames.Residents, relation.Id.ToString("D", CultureInfo.InvariantCulture), ct);
            if (Resident.Fold(relative.History) is { DiedOn: null } known)
                family.Add(new Relative(relation.Relation, new NamedPerson(known.FamilyName, known.GivenNames, RegisterArguments.Day(known.BirthDate))));
        }

        return new Answer(state, family);
    }

    /// <summary>Relatives who live in the new town, with the person or since earlier: stored with both (§ 3 (1) nos. 9, 15, 16 BMG).</summary>
    private static async Task RelateAsync(RegisterWork work, RegisterSubject person, IReadOnlyList<Relative> family, CancellationToken ct)
    {
        foreach (var (kind, name) in family)
        {
            var found = await PersonFinder.FindAsync(work, name, null, living: true, ct);
            if (!found.Succeeded || found.Value.Id == person.Id)
                continue;
            Relate(work, person, kind, found.Value);
            Relate(work, found.Value, kind switch { "Child" => "Representative", "Representative" => "Child", _ => kind }, person);
        }
    }

    private static void Relate(RegisterWork work, RegisterSubject person, string kind, RegisterSubject other)
    {
        var id = Guid.Parse(other.Id);
        if (Resident.Fold(person.History)!.Related.All(known => known.Relation != kind || known.Id != id))
            work.Record(person, ResidentEvents.Related, new JsonObject { ["kind"] = kind, ["other"] = other.Id });
    }

    /// <summary>What the new town does not know and the former one does; a block goes with the person.</summary>
    private static void Complete(RegisterWork work, RegisterSubject person, Resident known, Resident told)
    {
        var more = new JsonObject();
        Add(more, "birth_name", known.BirthName, told.BirthName);
        Add(more, "birth_place", known.BirthPlace, told.BirthPlace);
        Add(more, "doctor_degree", known.DoctorDegree, told.DoctorDegree);
        Add(more, "sex", known.Sex, told.Sex);
        Add(more, "marital_status", known.MaritalStatus, told.MaritalStatus);
        Add(more, "religion", known.Religion, told.Religion);
        Add(more, "tax_id", known.TaxId, told.TaxId);
        if (known.Nationalities.Count == 0 && told.Nationalities.Count > 0)
            more["nationalities"] = new JsonArray([.. told.Nationalities.Select(nationality => JsonValue.Create(nationality))]);
        if (known.FormerNames.Count == 0 && told.FormerNames.Count > 0)
            more["former_names"] = new JsonArray([.. told.FormerNames.Select(name => JsonValue.Create(name))]);
        if (known.Documents.Count == 0 && told.Documents.Count > 0)
            more["documents"] = told.ToJson()["documents"]!.DeepClone();
        if (more.Count > 0)
            work.Record(person, ResidentEvents.Completed, more);
        if (told.Objections.Except(known.Objections).ToArray() is { Length: > 0 } objections)
            work.Record(person, ResidentEvents.Objected, new JsonObject { ["add"] = new JsonArray([.. objections.Select(kind => JsonValue.Create(kind))]) });
        foreach (var block in told.Blocks.Where(block => known.Blocks.All(own => own.Kind != block.Kind)))
        {
            var body = new JsonObject { ["kind"] = block.Kind.ToString(), ["since"] = RegisterArguments.Iso(block.Since) };
            if (block.Until is { } until)
                body["until"] = RegisterArguments.Iso(until);
            work.Record(person, ResidentEvents.Blocked, body);
        }
    }

    private static void Add(JsonObject more, string field, string? known, string? told)
    {
        if (known is null && told is not null)
            more[field] = told;
    }

    private RegisterWork WorkIn(SqlScope town, short municipality, string reference, string deed) => new(
        town, new RegisterOrder(municipality, reference, Purpose, new RegisterActor("System", null), time.GetUtcNow(), [new RegisterDeed(deed, Purpose, [])]));

    /// <summary>What the former town stores about somebody, and who belongs to the family.</summary>
    private sealed record Answer(Resident State, IReadOnlyList<Relative> Family);

    private sealed record Relative(string Kind, NamedPerson Person);
}
