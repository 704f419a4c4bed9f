using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Vehicles;

/// <summary>Tells the former town that a vehicle is registered here now. Payload: number of the case and id of its effect.</summary>
internal sealed class VehicleNotice(WorkerDatabase database, ProjectionSet projections, TimeProvider time) : IJobHandler
{
    public const string JobKind = "registers.vehicle-notice";

    public string Kind => JobKind;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var payload = JsonNode.Parse(job.Payload)!;
        var (reference, deed) = ((string)payload["number"]!, (string)payload["deed"]!);
        foreach (var moved in (await EventStore.OfDeedAsync(tx, reference, deed, ct)).Where(e => e.Kind == VehicleProjection.Transferred))
        {
            var town = (short)(int)moved.Body["from_town"]!;
            await database.For(town).InTransactionAsync(
                async there =>
                {
                    var order = new RegisterOrder(town, reference, "umschreibung", new RegisterActor("System", null), time.GetUtcNow(), [new RegisterDeed(deed, JobKind, [])]);
                    var work = new RegisterWork(there, order);
                    var vehicle = await work.OpenAsync(RegisterNames.Vehicles, moved.Subject, ct);
                    if ((bool?)vehicle.State["registered"] != true)
                        return 0;
                    work.Record(vehicle, VehicleProjection.Left, new JsonObject { ["registered"] = false, ["deregistered_on"] = RegisterArguments.Iso(work.Today) });
                    if (!(bool)moved.Body["from_plate_kept"]!)
                    {
                        var plate = await work.OpenAsync(RegisterNames.Plates, PlateUse.Key((string)moved.Body["from_plate"]!), ct);
                        work.Record(plate, PlateProjection.Freed, new JsonObject { ["plate"] = (string?)moved.Body["from_plate"] });
                    }

                    return (await there.ExecuteBatchAsync(work.Commands(projections.ByRegister), ct)).Count;
                },
                ct);
        }
    }
}
