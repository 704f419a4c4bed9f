using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Offers;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Tests;

/// <summary>An offered childcare place reaches the family's mailbox; the family, and nobody else, takes or leaves it until a day.</summary>
public sealed class PlaceOfferTests(House house) : IClassFixture<House>
{
    private readonly PlaceOfferProbe probe = new(house);

    [Fact]
    public async Task A_family_reads_of_its_offer_and_takes_it_once()
    {
        var number = await probe.ApplyAsync(11, "Ada", "2027-03-01", "musterstrasse");
        Assert.Null(await probe.OfferAsync(11, number));
        await probe.GiveOutAsync("2027-03-01");
        var entries = await house.AsAsync<ReadMailbox, Outcome<IReadOnlyList<ReadMailbox.Entry>>>(PlaceOfferProbe.Parent(11), mailbox => mailbox.RunAsync(CancellationToken.None));
        Assert.Equal(number, Assert.Single(entries.Value!, entry => entry.Kind == "offer").Number);
        var offer = (await probe.OfferAsync(11, number))!;
        Assert.Equal(("Kita Musterstraße", "open", new DateOnly(2026, 12, 4)), (offer.Centre, offer.State, offer.Until));

        Assert.Equal("case.not-found", (await probe.AnswerAsync(PlaceOfferProbe.Parent(99), number, true)).Refusal?.Code);
        Assert.Equal("case.not-found", (await probe.AnswerAsync(TestActor.Nobody, number, false)).Refusal?.Code);
        Assert.Equal("accepted", (await probe.AnswerAsync(PlaceOfferProbe.Parent(11), number, true)).Value?.State);
        Assert.Equal("offer.answered", (await probe.AnswerAsync(PlaceOfferProbe.Parent(11), number, false)).Refusal?.Code);
        Assert.Equal("accepted", (await probe.OfferAsync(11, number))!.State);
    }

    [Fact]
    public async Task A_place_left_is_free_for_the_next_child_and_the_next_wish_goes_on()
    {
        // Demoweg has five places from three years on: six children want one.
        List<string> numbers = [];
        for (byte i = 1; i <= 6; i++)
            numbers.Add(await probe.ApplyAsync((byte)(20 + i), "Bo " + (char)('A' + i), "2027-04-01", "demoweg", "testgasse"));
        await probe.GiveOutAsync("2027-04-01");
        var offers = new List<(byte Citizen, string Number, PlaceOffer Offer)>();
        for (byte i = 1; i <= 6; i++)
            offers.Add(((byte)(20 + i), numbers[i - 1], (await probe.OfferAsync((byte)(20 + i), numbers[i - 1]))!));
        Assert.Equal(5, offers.Count(one => one.Offer.Centre == "Kita Demoweg"));
        var left = offers.First(one => one.Offer.Centre == "Kita Demoweg");
        Assert.Equal("declined", (await probe.AnswerAsync(PlaceOfferProbe.Parent(left.Citizen), left.Number, false)).Value?.State);

        var seventh = await probe.ApplyAsync(30, "Bo Sieben", "2027-04-01", "demoweg");
        await probe.GiveOutAsync("2027-04-01");
        Assert.Equal("Kita Demoweg", (await probe.OfferAsync(30, seventh))!.Centre);
        Assert.Equal(("Kita Testgasse", "open"), ((await probe.OfferAsync(left.Citizen, left.Number))!.Centre, (await probe.OfferAsync(left.Citizen, left.Number))!.State));
        // The second offer of the same child has an answer of its own.
        Assert.Equal("accepted", (await probe.AnswerAsync(PlaceOfferProbe.Parent(left.Citizen), left.Number, true)).Value?.State);
    }
}

/// <summary>Time passes in a house of its own.</summary>
public sealed class PlaceOfferExpiryTests(House house) : IClassFixture<House>
{
    [Fact]
    public async Task An_offer_that_nobody_answers_ends_after_its_last_day()
    {
        var probe = new PlaceOfferProbe(house);
        var number = await probe.ApplyAsync(40, "Cem", "2027-03-01", "musterstrasse");
        await probe.GiveOutAsync("2027-03-01");
        house.Time.Advance(TimeSpan.FromDays(14));
        await house.RunJobsAsync("registers.offer-expiry", house.Wuppertal.Number);
        Assert.Equal("open", (await probe.OfferAsync(40, number))!.State);
        house.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("offer.expired", (await probe.AnswerAsync(PlaceOfferProbe.Parent(40), number, true)).Refusal?.Code);
        await house.RunJobsAsync("registers.offer-expiry", house.Wuppertal.Number);
        Assert.Equal("expired", (await probe.OfferAsync(40, number))!.State);
        Assert.Equal("offer.expired", (await probe.AnswerAsync(PlaceOfferProbe.Parent(40), number, true)).Refusal?.Code);
        Assert.Equal(1, await house.RunJobsAsync(PlaceOffer.TellJob, house.Wuppertal.Number));
    }
}

/// <summary>Applies for places, gives them out and answers.</summary>
internal sealed class PlaceOfferProbe(House house)
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static readonly Guid Staff = new(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 7]);

    public static TestActor Parent(byte id) => TestActor.Citizen(id) with { Trust = TrustLevel.Low };

    public async Task<string> ApplyAsync(byte citizen, string child, string begins, params string[] wishes)
    {
        var actor = Parent(citizen);
        var answers = new JsonObject
        {
            ["kind_person"] = new JsonObject { ["family_name"] = "Angebotskind", ["given_names"] = child, ["birth_date"] = "2023-05-03" },
            ["anschrift"] = new JsonObject { ["street"] = "Musterstraße", ["number"] = "12", ["post_code"] = "42103", ["town"] = "Wuppertal" },
            ["art"] = new JsonArray("kita"),
            ["beginn"] = begins,
            ["stunden"] = "h35",
            ["ueber_mittag"] = true,
            ["wunschliste"] = new JsonArray([.. wishes.Select(wish => new JsonObject { ["einrichtung"] = wish, ["geschwister"] = false })]),
            ["foerderbedarf"] = false,
            ["antragsteller"] = new JsonObject { ["family_name"] = "Beispiel", ["given_names"] = "Mira", ["birth_date"] = "1988-04-17" },
            ["sorge"] = "allein",
        };
        var sent = await house.SubmitAsync(House.ARequest($"kita-{child}", answers, "kita-platz"), actor: actor);
        Assert.True(sent.Succeeded, sent.Refusal?.Code + " " + string.Join(", ", sent.Refusal?.Faults.Select(fault => fault.Path + ": " + fault.Code) ?? []));
        await house.RunJobsAsync(CaseJobs.DecideAutomatically, house.Wuppertal.Number);
        return sent.Value.Number.Text;
    }

    public async Task GiveOutAsync(string begins)
    {
        var matching = house.Services.GetRequiredService<IPlaceMatching>();
        var round = (await matching.RoundsAsync(house.Wuppertal.Number, Ct)).Single(one => one.Start == DateOnly.Parse(begins, System.Globalization.CultureInfo.InvariantCulture));
        var view = (await matching.PreviewAsync(house.Wuppertal.Number, round, Staff, Ct)).Value!;
        Assert.True((await matching.ConfirmAsync(house.Wuppertal.Number, round, view.Fingerprint, Staff, Ct)).Succeeded);
        await house.RunJobsAsync(PlaceOffer.TellJob, house.Wuppertal.Number);
    }

    public Task<Outcome<PlaceOffer>> AnswerAsync(TestActor actor, string number, bool accept) =>
        house.AsAsync<AnswerOffer, Outcome<PlaceOffer>>(actor, answer => answer.RunAsync(new CaseKey(number), accept, Ct));

    public async Task<PlaceOffer?> OfferAsync(byte citizen, string number) =>
        (await house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(Parent(citizen), show => show.RunAsync(new CaseKey(number), Ct))).Value!.Offer;
}
