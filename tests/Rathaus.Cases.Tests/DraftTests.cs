using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Tests;

public sealed class DraftTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static readonly byte[] APdf = Encoding.ASCII.GetBytes(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");

    private Task<Outcome<DraftKey>> StartAsync(TestActor actor, string service = "sperrmuell") =>
        house.AsAsync<StartDraft, Outcome<DraftKey>>(actor, start => start.RunAsync(house.Wuppertal, service, Language.German, Ct));

    private Task<Outcome<DraftView>> OpenAsync(TestActor actor, DraftKey key) =>
        house.AsAsync<OpenDraft, Outcome<DraftView>>(actor, open => open.RunAsync(house.Wuppertal, key, null, Ct));

    private Task<Outcome<SaveDraftPage.Saved>> SaveAsync(TestActor actor, DraftKey key, int version, string page, params (string Name, string Value)[] fields) =>
        house.AsAsync<SaveDraftPage, Outcome<SaveDraftPage.Saved>>(actor, save => save.RunAsync(house.Wuppertal, key, new SaveDraftPage.Request(
            version, page, fields.ToDictionary(field => field.Name, field => (IReadOnlyList<string>)[field.Value]), Language.German), Ct));

    /// <summary>Fills every page of a bulky waste order.</summary>
    private async Task<int> FillAsync(TestActor actor, DraftKey key)
    {
        var version = 1;
        (string Page, (string, string)[] Fields)[] pages =
        [
            ("haushalt", [("aus_haushalt", "true")]),
            ("adresse", [("anschrift.street", "Musterstraße"), ("anschrift.number", "12"), ("anschrift.post_code", "42103"), ("anschrift.town", "Wuppertal")]),
            ("dinge", [("gegenstaende[0].art", "sofa"), ("gegenstaende[0].anzahl", "1")]),
            ("elektro", [("elektro_dabei", "false")]),
            ("menge", [("volumen", "2,5")]),
            ("tag", [("termin", "2026-12-01")]),
            ("platz", [("bereitstellung", "gehweg")]),
            ("schenken", [("verschenken", "false")]),
            ("erreichen", [("kontakt.email", "mira@beispiel.example")]),
        ];
        foreach (var (page, fields) in pages)
        {
            var saved = await SaveAsync(actor, key, version, page, fields);
            Assert.True(saved.Succeeded, saved.Refusal?.Code);
            Assert.True(saved.Value.Faults.Count == 0, $"{page}: {string.Join(", ", saved.Value.Faults)}");
            version = saved.Value.View.Draft.Version;
        }

        return version;
    }

    [Fact]
    public async Task A_draft_without_account_opens_with_its_secret_on_any_device_and_for_nobody_else()
    {
        var key = (await StartAsync(TestActor.Nobody)).Value!;
        Assert.NotNull(key.Secret);
        Assert.True((await OpenAsync(TestActor.Nobody, key)).Succeeded);
        Assert.True((await OpenAsync(TestActor.Citizen(5), key)).Succeeded);
        Assert.Equal("draft.not-found", (await OpenAsync(TestActor.Nobody, key with { Secret = null })).Refusal?.Code);
        Assert.Equal("draft.not-found", (await OpenAsync(TestActor.Nobody, key with { Secret = "0000-0000-0000-0000-0000" })).Refusal?.Code);
        Assert.Equal("draft.not-found", (await OpenAsync(TestActor.Nobody, new DraftKey(Guid.Empty, key.Secret))).Refusal?.Code);
    }

    [Fact]
    public async Task An_accounts_draft_opens_for_that_account_alone_and_a_claimed_one_loses_its_secret()
    {
        var own = (await StartAsync(TestActor.Citizen(1))).Value!;
        Assert.Null(own.Secret);
        Assert.True((await OpenAsync(TestActor.Citizen(1), own)).Succeeded);
        Assert.Equal("draft.not-found", (await OpenAsync(TestActor.Citizen(2), own)).Refusal?.Code);

        var anonymous = (await StartAsync(TestActor.Nobody)).Value!;
        Assert.Equal("draft.not-found", (await house.AsAsync<ClaimDraft, Outcome<DraftKey>>(TestActor.Citizen(1), claim =>
            claim.RunAsync(house.Wuppertal, new DraftKey(anonymous.Id, "0000"), Ct))).Refusal?.Code);
        Assert.True((await house.AsAsync<ClaimDraft, Outcome<DraftKey>>(TestActor.Citizen(1), claim =>
            claim.RunAsync(house.Wuppertal, anonymous, Ct))).Succeeded);
        Assert.Equal("draft.not-found", (await OpenAsync(TestActor.Nobody, anonymous)).Refusal?.Code);
        Assert.True((await OpenAsync(TestActor.Citizen(1), anonymous)).Succeeded);
        var list = await house.AsAsync<ListOwn, Outcome<ListOwn.View>>(TestActor.Citizen(1), feature => feature.RunAsync(Ct));
        Assert.Contains(list.Value!.Drafts, draft => draft.Line.Id == anonymous.Id);
        Assert.Contains(list.Value.Drafts, draft => draft.Line.Id == own.Id);
    }

    [Fact]
    public async Task Two_tabs_never_overwrite_each_other_and_the_second_sees_the_newer_state()
    {
        var key = (await StartAsync(TestActor.Nobody)).Value!;
        Assert.True((await SaveAsync(TestActor.Nobody, key, 1, "haushalt", ("aus_haushalt", "true"))).Succeeded);
        var second = await SaveAsync(TestActor.Nobody, key, 1, "haushalt", ("aus_haushalt", "false"));
        Assert.Equal("draft.changed-meanwhile", second.Refusal?.Code);
        var newer = Assert.IsType<DraftView>(second.Refusal!.Current);
        Assert.Equal(2, newer.Draft.Version);
        Assert.True(newer.Draft.Answers["aus_haushalt"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Of_many_saves_of_one_version_exactly_one_wins()
    {
        var key = (await StartAsync(TestActor.Nobody)).Value!;
        var saves = await Task.WhenAll(Enumerable.Range(1, 16).Select(house => Task.Run(() =>
            SaveAsync(TestActor.Nobody, key, 1, "adresse", ("anschrift.street", "Musterstraße"), ("anschrift.number", $"{house}"),
                ("anschrift.post_code", "42103"), ("anschrift.town", "Wuppertal")))));
        Assert.Single(saves, save => save.Succeeded);
        Assert.Equal(15, saves.Count(save => save.Refusal?.Code == "draft.changed-meanwhile"));
    }

    [Fact]
    public async Task A_double_click_saves_once_and_both_go_on()
    {
        var key = (await StartAsync(TestActor.Nobody)).Value!;
        var saves = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
            SaveAsync(TestActor.Nobody, key, 1, "haushalt", ("aus_haushalt", "true")))));
        Assert.All(saves, save => Assert.Equal(2, save.Value?.View.Draft.Version));
        Assert.All(saves, save => Assert.Equal("adresse", save.Value?.Next));
    }

    [Fact]
    public async Task What_was_typed_wrong_comes_back_as_typed_on_another_device_too()
    {
        var key = (await StartAsync(TestActor.Nobody)).Value!;
        var saved = await SaveAsync(TestActor.Nobody, key, 1, "adresse",
            ("anschrift.street", "Musterstraße"), ("anschrift.number", "12"), ("anschrift.post_code", "421"), ("anschrift.town", "Wuppertal"));
        Assert.NotEmpty(saved.Value!.Faults);
        var elsewhere = await OpenAsync(TestActor.Nobody, key);
        Assert.Contains("421", elsewhere.Value!.Draft.Answers.ToJsonString() + string.Concat(elsewhere.Value.Draft.Unsaved.Values), StringComparison.Ordinal);
        Assert.Contains(elsewhere.Value.Evaluation.Faults, fault => fault.Path.StartsWith("anschrift", StringComparison.Ordinal));
        var submit = await house.AsAsync<SubmitDraft, Outcome<Receipt>>(TestActor.Nobody, feature =>
            feature.RunAsync(house.Wuppertal, key, 2, Language.German, Ct));
        Assert.Equal("application.faults", submit.Refusal?.Code);
    }

    [Fact]
    public async Task A_draft_becomes_one_case_however_often_it_is_sent()
    {
        var actor = TestActor.Citizen(3);
        var key = (await StartAsync(actor)).Value!;
        var version = await FillAsync(actor, key);
        Assert.Equal("draft.changed-meanwhile", (await house.AsAsync<SubmitDraft, Outcome<Receipt>>(actor, feature =>
            feature.RunAsync(house.Wuppertal, key, version - 1, Language.German, Ct))).Refusal?.Code);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => house.AsAsync<SubmitDraft, Outcome<Receipt>>(
            actor, feature => feature.RunAsync(house.Wuppertal, key, version, Language.German, Ct)))));
        Assert.All(receipts, receipt => Assert.True(receipt.Succeeded, receipt.Refusal?.Code));
        Assert.Single(receipts.Select(receipt => (receipt.Value!.Number, receipt.Value.Secret)).Distinct());

        var list = await house.AsAsync<ListOwn, Outcome<ListOwn.View>>(actor, feature => feature.RunAsync(Ct));
        Assert.Empty(list.Value!.Drafts);
        Assert.Equal(receipts[0].Value!.Number.Text, Assert.Single(list.Value.Cases).Line.Number);
        var mailbox = await house.AsAsync<ReadMailbox, Outcome<IReadOnlyList<ReadMailbox.Entry>>>(actor, feature => feature.RunAsync(Ct));
        Assert.Equal("receipt", Assert.Single(mailbox.Value!).Kind);
        Assert.Equal("draft.submitted", (await OpenAsync(actor, key)).Refusal?.Code);
        Assert.Equal("draft.submitted", (await SaveAsync(actor, key, version, "haushalt", ("aus_haushalt", "true"))).Refusal?.Code);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task Files_are_checked_stored_replaced_removed_and_gone_with_the_draft()
    {
        var actor = TestActor.Citizen(4);
        var key = (await StartAsync(actor, "bewohnerparkausweis")).Value!;
        Task<Outcome<CaseUpload>> Attach(string name, byte[] content, Guid? replaces = null) =>
            house.AsAsync<AttachUpload, Outcome<CaseUpload>>(actor, feature => feature.ToDraftAsync(house.Wuppertal, key,
                new AttachUpload.Request("fahrzeugschein", name, null, new MemoryStream(content), replaces), Ct));

        var service = house.Services.GetRequiredService<ICatalogue>().Find("wuppertal", "bewohnerparkausweis")!;
        var stored = await Attach("Schein.pdf", APdf);
        Assert.True(stored.Succeeded, stored.Refusal?.Code);
        var content = await house.AsAsync<FetchUpload, Outcome<FetchUpload.Content>>(actor, feature =>
            feature.OfDraftAsync(service, key, stored.Value.Id, Ct));
        Assert.Equal(APdf, content.Value!.Bytes);
        Assert.Equal("upload.not-found", (await house.AsAsync<FetchUpload, Outcome<FetchUpload.Content>>(TestActor.Citizen(8), feature =>
            feature.OfDraftAsync(service, key, stored.Value.Id, Ct))).Refusal?.Code);

        var replaced = await Attach("Schein2.pdf", APdf, stored.Value.Id);
        Assert.True(replaced.Succeeded, replaced.Refusal?.Code);
        Assert.Equal(replaced.Value.Id, Assert.Single((await OpenAsync(actor, key)).Value!.Draft.Uploads).Id);
        Assert.False((await Attach("seite.html", "<html><script>alert(1)</script></html>"u8.ToArray())).Succeeded);
        Assert.False((await Attach("bild.pdf", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0])).Succeeded);
        Assert.False((await Attach("leer.pdf", [])).Succeeded);
        Assert.False((await Attach("gross.pdf", new byte[(20 * 1024 * 1024) + 1])).Succeeded);

        Assert.True((await house.AsAsync<RemoveUpload, Outcome<Guid>>(actor, feature =>
            feature.RunAsync(house.Wuppertal, key, replaced.Value.Id, Ct))).Succeeded);
        Assert.Empty((await OpenAsync(actor, key)).Value!.Draft.Uploads);
        await Attach("Schein3.pdf", APdf);
        Assert.True((await house.AsAsync<DiscardDraft, Outcome<Guid>>(actor, feature => feature.RunAsync(house.Wuppertal, key, Ct))).Succeeded);
        Assert.Equal("draft.not-found", (await OpenAsync(actor, key)).Refusal?.Code);
        Assert.Equal(0L, await house.Database.Town(house.Wuppertal.Number).QuerySingleAsync<long>(
            "select count(*) from kernel.file where municipality = @Town and object = @Object", new { Object = $"draft/{key.Id:D}" }, Ct));
    }

    [Fact]
    public async Task Expired_drafts_and_leftovers_are_swept()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var key = (await own.AsAsync<StartDraft, Outcome<DraftKey>>(TestActor.Nobody, start =>
            start.RunAsync(own.Wuppertal, "sperrmuell", Language.German, Ct))).Value!;
        own.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(1, await own.RunJobsAsync("cases.sweep", own.Wuppertal.Number));
        Assert.True((await own.AsAsync<OpenDraft, Outcome<DraftView>>(TestActor.Nobody, open => open.RunAsync(own.Wuppertal, key, null, Ct))).Succeeded);
        own.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await own.RunJobsAsync("cases.sweep", own.Wuppertal.Number));
        Assert.False((await own.AsAsync<OpenDraft, Outcome<DraftView>>(TestActor.Nobody, open => open.RunAsync(own.Wuppertal, key, null, Ct))).Succeeded);
    }
}
