using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Joint;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Tests.Joint;

/// <summary>The rooms with <see cref="ProbeCatalogue"/>, and the people of joint applications.</summary>
public sealed class JointHouse : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private readonly ProbeCatalogue catalogue = new();
    private int keys;

    public JointHouse() => House = new House { Catalogue = catalogue.Folder };

    public House House { get; }

    internal static TestActor Applicant { get; } = Person(1, "Beispiel", "Mira", new DateOnly(1988, 4, 16));

    /// <summary>Named in the answers as "Noa Müller-Groß"; the identity card shows more given names, in its own spelling.</summary>
    internal static TestActor Partner { get; } = Person(2, "Mueller Gross", "NOA LUKA", new DateOnly(1985, 2, 3));

    internal static TestActor Stranger { get; } = Person(3, "Fremd", "Kim", new DateOnly(1985, 2, 3));

    public ValueTask InitializeAsync() => House.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        catalogue.Dispose();
    }

    internal static TestActor Person(byte id, string family, string given, DateOnly born) => TestActor.Citizen(id) with
    {
        DisplayName = $"{given} {family}",
        Person = new ConfirmedPerson(family, given, born, null, "Musterstraße", "12", "42103", "Wuppertal"),
    };

    internal static JsonObject Answers(bool partner = true, bool fee = false, bool atOnce = false, bool appointment = false, params (string Family, string Given)[] leads)
    {
        var answers = new JsonObject
        {
            ["zweck"] = "Probe", ["kostet"] = fee, ["sofort"] = atOnce, ["termin"] = appointment, ["anzahl"] = 2,
            ["leitung"] = new JsonArray([.. leads.Select(lead => new JsonObject { ["nachname"] = lead.Family, ["vorname"] = lead.Given })]),
        };
        if (partner)
            answers["partner"] = new JsonObject { ["family_name"] = "Müller-Groß", ["given_names"] = "Noa", ["birth_date"] = "1985-02-03" };
        return answers;
    }

    internal async Task<Receipt> SubmitAsync(JsonObject answers, TestActor? actor = null)
    {
        var receipt = await House.SubmitAsync(House.ARequest($"joint-{Interlocked.Increment(ref keys)}", answers, "probe"), actor: actor ?? Applicant);
        Assert.True(receipt.Succeeded, receipt.Refusal?.Code + " " + string.Join(", ", receipt.Refusal?.Faults ?? []));
        return receipt.Value;
    }

    internal Task<Case> CaseAsync(Receipt receipt) => House.CaseAsync(receipt.Number);

    internal async Task<string> InviteAsync(Receipt receipt, int signer = 0)
    {
        var state = await CaseAsync(receipt);
        var invited = await House.AsAsync<InviteSigner, Outcome<InviteSigner.Invitation>>(TestActor.Nobody, invite =>
            invite.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), state.Signings[signer].Signer.Id, Ct));
        Assert.True(invited.Succeeded, invited.Refusal?.Code);
        return invited.Value.Code;
    }

    internal Task<Outcome<OpenSigning.View>> OpenAsync(Receipt receipt, TestActor actor, string? code = null) => OpenAsync(receipt.Number.Text, actor, code);

    internal Task<Outcome<OpenSigning.View>> OpenAsync(string number, TestActor actor, string? code = null) =>
        House.AsAsync<OpenSigning, Outcome<OpenSigning.View>>(actor, open => open.RunAsync(number, code, Language.German, Ct));

    internal async Task<Outcome<Case>> ConfirmAsync(Receipt receipt, TestActor actor, int? answers = null)
    {
        var version = answers ?? (await CaseAsync(receipt)).AnswersVersion;
        return await House.AsAsync<SignApplication, Outcome<Case>>(actor, sign => sign.ConfirmAsync(receipt.Number.Text, version, Ct));
    }

    internal async Task<Outcome<Case>> DeclineAsync(Receipt receipt, TestActor actor, string reason)
    {
        var version = (await CaseAsync(receipt)).AnswersVersion;
        return await House.AsAsync<SignApplication, Outcome<Case>>(actor, sign => sign.DeclineAsync(receipt.Number.Text, version, reason, Ct));
    }

    /// <summary>Invites, opens by the code and confirms.</summary>
    internal async Task<Case> SignAsync(Receipt receipt, TestActor actor, int signer = 0)
    {
        var opened = await OpenAsync(receipt, actor, await InviteAsync(receipt, signer));
        Assert.True(opened.Succeeded, opened.Refusal?.Code);
        var signed = await ConfirmAsync(receipt, actor);
        Assert.True(signed.Succeeded, signed.Refusal?.Code);
        return signed.Value;
    }

    internal async Task<IReadOnlyList<string>> MailboxAsync(TestActor actor) =>
        await House.Database.Town(House.Wuppertal.Number).QueryAsync<string>(
            "select kind from cases.mailbox_entry where municipality = @Town and account = @AccountId order by id", new { actor.AccountId }, Ct);

    /// <summary>An account whose identity card was read.</summary>
    internal Task<int> OpenAccountAsync(TestActor actor) => House.Services.GetRequiredService<RegionDatabase>().ExecuteAsync(
        """
        insert into identity.account (id, display_name, user_handle, person, proofing, created_at)
        values (@Id, @Name, sha256(@Id::text::bytea), @Person::jsonb, 3, @Now)
        """,
        new
        {
            Id = actor.AccountId, Name = actor.DisplayName, Person = System.Text.Json.JsonSerializer.Serialize(actor.Person), Now = House.Time.GetUtcNow(),
        }, Ct);

    internal void GoTo(DateOnly day) => House.Time.Set(new DateTimeOffset(day, new TimeOnly(9, 0), TimeSpan.Zero));
}
