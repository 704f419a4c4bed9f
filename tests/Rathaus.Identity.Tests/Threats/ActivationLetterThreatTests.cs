using System.Net;
using Rathaus.Identity.Tests.Http;
using Rathaus.Identity.Tests.Levels;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>Who would use the letter to become somebody else: by guessing, stealing, repeating, or asking who lives where.</summary>
public sealed class ActivationLetterThreatTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_wrong_codes_end_the_letter_and_the_right_one_comes_too_late()
    {
        using var mira = await house.CitizenAsync("Ratende");
        await house.OrderAsync(mira, CounterHouse.Mira);
        var code = await house.PrintedAsync(mira);
        Assert.NotNull(code);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CounterHouse.RedeemAsync(mira, "AAAA-AAAA-AAAA")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CounterHouse.RedeemAsync(mira, "")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await CounterHouse.RedeemAsync(mira, "BBBB-BBBB-BBBB")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await CounterHouse.RedeemAsync(mira, code)).StatusCode);
        Assert.Equal(1, await house.ProofingAsync(mira));
        Assert.Equal(3, await house.EventsAsync(mira, "letter-code-wrong"));
    }

    [Fact]
    public async Task A_used_code_an_expired_one_and_one_of_an_earlier_letter_prove_nothing()
    {
        using var one = await house.CitizenAsync("Zweimal");
        await house.OrderAsync(one, Resident(0));
        var first = await house.PrintedAsync(one);
        await house.OrderAsync(one, Resident(0));
        var second = await house.PrintedAsync(one);
        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CounterHouse.RedeemAsync(one, first)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await CounterHouse.RedeemAsync(one, second)).StatusCode);
        using var two = await house.CitizenAsync("Wiederholt");
        Assert.Equal(HttpStatusCode.Conflict, (await CounterHouse.RedeemAsync(two, second)).StatusCode);

        await house.OrderAsync(two, Resident(1));
        var late = await house.PrintedAsync(two);
        Assert.NotNull(late);
        house.App.Time.Advance(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(1));
        await two.SignInAsync();
        Assert.Equal(HttpStatusCode.Conflict, (await CounterHouse.RedeemAsync(two, late)).StatusCode);
        Assert.Equal(1, await house.ProofingAsync(two));
    }

    [Fact]
    public async Task A_stolen_letter_is_worth_nothing_to_another_account_or_without_the_accounts_passkey()
    {
        using var owner = await house.CitizenAsync("Bestohlene");
        using var thief = await house.CitizenAsync("Dieb");
        await house.OrderAsync(owner, Resident(2));
        var code = await house.PrintedAsync(owner);
        Assert.NotNull(code);
        await house.OrderAsync(thief, CounterHouse.Samira);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CounterHouse.RedeemAsync(thief, code)).StatusCode);

        // The owner's session in the thief's hands: the passkey that signs is the thief's own.
        var credential = await owner.Browser.AssertAsync(thief.Device, CounterHouse.Letter, CounterHouse.Letter + "/optionen");
        var answer = await owner.Browser.PostAsync(CounterHouse.Letter, CounterHouse.Letter + "/code", ("code", code), ("credential", credential));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(1, await house.ProofingAsync(owner));
        Assert.Equal(1, await house.ProofingAsync(thief));
    }

    [Fact]
    public async Task Registered_blocked_and_unknown_people_get_the_same_answers_at_every_step()
    {
        (string Name, string Value)[] nobody = [.. CounterHouse.Mira.Where(field => field.Name != "familienname"), ("familienname", "Niemand")];
        var pages = new List<string>();
        foreach (var person in ((string, string)[][])[Resident(3), CounterHouse.Samira, nobody])
        {
            using var citizen = await house.CitizenAsync("Gleich");
            var ordered = await house.OrderAsync(citizen, person);
            var page = await citizen.PageAsync(CounterHouse.Letter);
            var wrong = await CounterHouse.RedeemAsync(citizen, "AAAA-AAAA-AAAA");
            pages.Add(string.Join('|', ordered.StatusCode, ordered.Headers.Location, Stable(page), wrong.StatusCode));
        }

        Assert.Single(pages.Distinct());
        Assert.Equal(1, await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<long>(
            "select count(*) from identity.letter where municipality = @Town and state = 'ready' and recipient ->> 'FamilyName' = @Family",
            new { Family = Resident(3).Single(field => field.Name == "familienname").Value }, Ct));
        Assert.Equal(0, await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<long>(
            "select count(*) from identity.letter where municipality = @Town and asked is not null", null, Ct));
    }

    [Fact]
    public async Task Nobody_can_bury_a_resident_in_letters()
    {
        var letters = 0;
        for (var i = 0; i < 5; i++)
        {
            using var sender = await house.CitizenAsync($"Absender {i}");
            await house.OrderAsync(sender, Resident(4));
            if (await house.PrintedAsync(sender) is not null)
                letters++;
        }

        Assert.Equal(3, letters);
    }

    /// <summary>Residents of the demonstration's register, one for each test that needs an address of its own.</summary>
    private (string Name, string Value)[] Resident(int number)
    {
        var row = house.App.Database.Town(CounterHouse.Wuppertal).QueryAsync<Row>(
            """
            select r.family_name, r.given_names, r.birth_date, d.street, d.house_number, d.post_code
            from registers.resident r
            join registers.dwelling d on d.municipality = r.municipality and d.resident = r.id and d.moved_out is null and d.kind in ('Only', 'Main')
            where r.municipality = @Town and length(r.birth_date) = 10 and r.died_on is null and r.family_name <> 'Beispiel'
              and not exists (select 1 from registers.block b where b.municipality = r.municipality and b.resident = r.id)
            order by r.id
            limit 6
            """, null, Ct).GetAwaiter().GetResult()[number];
        var born = row.BirthDate.Split('-');
        return
        [
            ("vornamen", row.GivenNames), ("familienname", row.FamilyName), ("geburtsdatum.day", born[2]), ("geburtsdatum.month", born[1]),
            ("geburtsdatum.year", born[0]), ("strasse", row.Street), ("hausnummer", row.HouseNumber), ("plz", row.PostCode), ("stadt", "wuppertal"),
        ];
    }

    /// <summary>A page without what differs by itself: tokens.</summary>
    private static string Stable(string html) => System.Text.RegularExpressions.Regex.Replace(
        html, "name=\"_token\" value=\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));

    private sealed record Row
    {
        public required string FamilyName { get; init; }

        public required string GivenNames { get; init; }

        public required string BirthDate { get; init; }

        public required string Street { get; init; }

        public required string HouseNumber { get; init; }

        public required string PostCode { get; init; }
    }
}
