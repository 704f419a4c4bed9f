using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Childcare;
using Rathaus.Registers.Demo;

namespace Rathaus.Registers.Tests;

/// <summary>Deferred acceptance: stable, and nobody gains by other wishes than the true ones (Gale and Shapley 1962, Roth 1982).</summary>
public sealed class MatchingTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private const int Markets = 120;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private sealed record RandomMarket(IReadOnlyList<Proposer> Children, Dictionary<string, int> Places, Dictionary<(string Place, string Child), Rank> Ranks)
    {
        public static RandomMarket Of(ulong seed, int children, int places)
        {
            var numbers = new SeededNumbers(seed);
            string[] ids = [.. Enumerable.Range(0, places).Select(i => $"p{i}")];
            var wishes = Enumerable.Range(0, children).Select(i =>
                new Proposer($"c{i}", [.. ids.OrderBy(_ => numbers.Next()).Take(1 + numbers.Below(places))])).ToArray();
            var capacities = ids.ToDictionary(id => id, _ => numbers.Below(3));
            var ranks = ids.SelectMany(place => wishes.Select(child => (place, child.Id))).ToDictionary(pair => pair, _ => new Rank(10 * numbers.Below(4), numbers.Next()));
            return new RandomMarket(wishes, capacities, ranks);
        }

        public IReadOnlyDictionary<string, string> Match(Proposer? instead = null) => DeferredAcceptance.Match(
            [.. Children.Select(child => child.Id == instead?.Id ? instead : child)], Places, (place, child) => Ranks[(place, child)]);
    }

    [Fact]
    public void Every_result_is_stable_and_within_the_places()
    {
        for (ulong seed = 1; seed <= Markets * 4; seed++)
        {
            var market = RandomMarket.Of(seed, 7, 4);
            var result = market.Match();
            foreach (var place in market.Places)
                Assert.True(result.Count(pair => pair.Value == place.Key) <= place.Value, $"seed {seed}");
            foreach (var child in market.Children)
            {
                var got = result.GetValueOrDefault(child.Id);
                Assert.True(got is null || child.Wishes.Contains(got), $"seed {seed}");
                // No place that the child likes better keeps somebody ranked behind it, or stands empty.
                foreach (var better in child.Wishes.TakeWhile(wish => wish != got))
                {
                    var inside = result.Where(pair => pair.Value == better).Select(pair => market.Ranks[(better, pair.Key)]).ToArray();
                    Assert.True(inside.Length == market.Places[better] && inside.All(rank => rank < market.Ranks[(better, child.Id)]), $"seed {seed}: {child.Id} and {better} would rather have each other");
                }
            }
        }
    }

    [Fact]
    public void No_family_gains_by_any_other_list_of_wishes()
    {
        for (ulong seed = 1; seed <= Markets; seed++)
        {
            var market = RandomMarket.Of(seed, 4, 3);
            var honest = market.Match();
            foreach (var child in market.Children)
            {
                var truth = Value(child, honest.GetValueOrDefault(child.Id));
                foreach (var lie in Lists([.. market.Places.Keys]))
                {
                    var gained = Value(child, market.Match(child with { Wishes = lie }).GetValueOrDefault(child.Id));
                    Assert.True(gained <= truth, $"seed {seed}: {child.Id} gains by naming {string.Join(", ", lie)}");
                }
            }
        }
    }

    /// <summary>Every order of every choice of places: 16 for three.</summary>
    private static IEnumerable<string[]> Lists(string[] places) =>
        places.SelectMany(place => Lists([.. places.Where(other => other != place)]).Select(rest => (string[])[place, .. rest])).Prepend([]);

    private static int Value(Proposer child, string? place)
    {
        var at = place is null ? -1 : child.Wishes.ToList().IndexOf(place);
        return at < 0 ? 0 : child.Wishes.Count - at;
    }

    [Fact]
    public async Task Places_are_given_out_explained_and_confirmed_once()
    {
        const short W = SeededRegisters.Wuppertal;
        for (var i = 1; i <= 5; i++)
        {
            await registers.DoAsync(W, string.Create(CultureInfo.InvariantCulture, $"W-KITA-{i}"), "childcare.apply",
                $$"""
                {"child":{"family_name":"Kitaprobe","given_names":"Kind {{(char)('A' + i)}}","birth_date":"2025-03-0{{i}}"},"since":"2027-08-01","care":"kita",
                 "wishes":["demoweg","probeweg"],"criteria":[{{(i <= 2 ? "\"berufstaetig\"" : "")}}]}
                """);
        }

        await registers.DoAsync(W, "W-KITA-6", "childcare.apply",
            """{"child":{"family_name":"Probe","given_names":"Nele","birth_date":null},"since":"2027-08-01","care":"kita","wishes":["demoweg"]}""".Replace(
                "null", $"\"{await BirthOfAsync("Probe", "Nele")}\"", StringComparison.Ordinal));
        var matching = registers.Services.GetRequiredService<IPlaceMatching>();
        var staff = new Guid(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 9]);
        var round = Assert.Single(await matching.RoundsAsync(W, Ct));
        Assert.Equal(("kita", new DateOnly(2027, 8, 1), 6), (round.Care, round.Start, round.Open));
        var view = (await matching.PreviewAsync(W, round, staff, Ct)).Value!;
        // Three places under three at Demoweg: two children with points, one by lot; the others have their second wish.
        Assert.Equal(3, Assert.Single(view.Centres, centre => centre is { Name: "Kita Demoweg", Group: "u3" }).Given);
        Assert.All(view.Children.Where(child => child.Criteria.Count > 0), child => Assert.Equal("Kita Demoweg", child.Offer));
        var second = view.Children.First(child => child.Offer == "Kita Probeweg");
        Assert.Equal(["by-lot", "offered"], second.Wishes.Select(wish => wish.Result));
        Assert.Equal(0, second.Wishes[0].Lowest);
        Assert.Contains(view.Children, child => child.Name.Length == 0);
        Assert.DoesNotContain(view.Children, child => child.Name.Contains("Nele", StringComparison.Ordinal));

        Assert.Equal("matching.changed-meanwhile", (await matching.ConfirmAsync(W, round, new string('0', 64), staff, Ct)).Refusal?.Code);
        Assert.Equal(view.Children.Count(child => child.Offer is not null), (await matching.ConfirmAsync(W, round, view.Fingerprint, staff, Ct)).Value);
        Assert.Equal("matching.changed-meanwhile", (await matching.ConfirmAsync(W, round, view.Fingerprint, staff, Ct)).Refusal?.Code);
        Assert.Equal(1, await registers.Database.Town(W).QuerySingleAsync<long>(
            "select count(*) from registers.access where municipality = @Town and actor_id = @staff and purpose = 'platzvergabe'", new { staff }, Ct));
        Assert.Equal("matching.no-table", (await matching.PreviewAsync(SeededRegisters.Aachen, round, staff, Ct)).Refusal?.Code);
    }

    private Task<string> BirthOfAsync(string family, string given) => registers.Database.Town(SeededRegisters.Wuppertal).QuerySingleAsync<string>(
        "select birth_date from registers.resident where municipality = @Town and family_name = @family and given_names = @given", new { family, given }, Ct);

    /// <summary>What parents may wish for in the form is what the matching knows.</summary>
    [Theory]
    [InlineData("kita-platz")]
    [InlineData("ogs")]
    public void Every_centre_of_the_form_has_its_places_in_the_table(string service)
    {
        var town = Path.Combine(Rathaus.Testing.Checkout.Folder, "catalogue", "municipalities", "wuppertal");
        var wished = Ids(File.ReadAllText(Path.Combine(town, "services", service + ".yaml")));
        var known = Ids(File.ReadAllText(Path.Combine(town, "childcare.yaml")));
        Assert.NotEmpty(wished);
        Assert.Subset(known, wished);
    }

    private static HashSet<string> Ids(string yaml) =>
        [.. Regex.Matches(yaml, @"\{ id: (?<id>[a-z0-9_-]+),", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(match => match.Groups["id"].Value)];
}
