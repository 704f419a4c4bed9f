using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Tests;

/// <summary>Applications of the three services that their rules accept.</summary>
internal static class Applicants
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static readonly byte[] APdf = Encoding.ASCII.GetBytes(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");

    /// <summary>A resident parking permit in Wuppertal: 30 € before the decision, a clerk decides.</summary>
    public static async Task<Receipt> AParkingPermitAsync(this House house, string key, byte citizen = 1)
    {
        var actor = TestActor.Citizen(citizen) with { Trust = Rathaus.Kernel.Ports.TrustLevel.Low };
        var upload = await house.AsAsync<AttachUpload, Outcome<CaseUpload>>(actor, feature => feature.LooseAsync(
            house.Wuppertal, "bewohnerparkausweis",
            new AttachUpload.Request("fahrzeugschein", "Schein.pdf", "application/pdf", new MemoryStream(APdf)), Ct));
        Assert.True(upload.Succeeded, upload.Refusal?.Code);
        var answers = new JsonObject
        {
            ["anliegen"] = "neu",
            ["person"] = new JsonObject { ["family_name"] = "Beispiel", ["given_names"] = "Mira", ["birth_date"] = actor.Person!.BirthDate.ToString("O", System.Globalization.CultureInfo.InvariantCulture) },
            ["anschrift"] = new JsonObject { ["street"] = "Musterstraße", ["number"] = "12", ["post_code"] = "42103", ["town"] = "Wuppertal" },
            ["kennzeichen"] = "W-MB 123",
            ["fahrzeugart"] = "pkw",
            ["halter_selbst"] = true,
            ["beginn"] = "2026-12-01",
            ["monate"] = 12,
            ["kontakt"] = new JsonObject { ["email"] = "mira@beispiel.example" },
        };
        var request = House.ARequest(key, answers, "bewohnerparkausweis") with
        {
            Files = new Dictionary<string, IReadOnlyList<Guid>> { ["fahrzeugschein"] = [upload.Value.Id] },
        };
        var receipt = await house.SubmitAsync(request, actor: actor);
        Assert.True(receipt.Succeeded, receipt.Refusal?.Code + " " + string.Join(", ", receipt.Refusal?.Faults ?? []));
        return receipt.Value;
    }

    public static async Task<Case> CaseAsync(this House house, CaseNumber number)
    {
        var state = await Data.CaseStore.LoadAsync(house.Database.Town(house.Wuppertal.Number), number, Ct);
        return state ?? throw new InvalidOperationException("No such case");
    }
}
