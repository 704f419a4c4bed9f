using System.Net;
using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Tests.Account;

/// <summary>Who may open a case, and what everybody else learns: nothing.</summary>
public sealed class CaseDoorTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private static readonly string[] Pages =
        ["", "?neu=1", "/beleg.pdf", "/zurueckziehen", "/korrektur", "/bezahlen", "/bezahlt",
        "/dokument/0198b9a0-0000-7000-8000-000000000001", "/dokument/0198b9a0-0000-7000-8000-000000000001.pdf",
        "/datei/0198b9a0-0000-7000-8000-000000000001"];

    [Fact]
    public async Task A_stranger_gets_the_same_page_for_a_case_and_for_a_number_that_nobody_has()
    {
        using var owner = house.Visit();
        var (number, _, _) = await owner.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        var nobodys = CaseNumber.Create("W", 2026, 999_999).Text;
        using var stranger = house.Visit();
        foreach (var page in Pages)
        {
            var real = await stranger.ReadAsync($"/vorgang/{number}{page}", HttpStatusCode.NotFound);
            var none = await stranger.ReadAsync($"/vorgang/{nobodys}{page}", HttpStatusCode.NotFound);
            Assert.Equal(WithoutAddress(none, nobodys), WithoutAddress(real, number));
            Assert.DoesNotContain("Sperrmüll", real, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_account_sees_nothing_and_changes_nothing()
    {
        using var owner = house.Visit();
        await owner.SignInAsync("mira-beispiel");
        var (number, _, _) = await AccountHouse.AParkingPermitAsync(owner);
        Assert.Contains(number, await owner.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);

        using var other = house.Visit();
        await other.SignInAsync("jonas-beispiel");
        foreach (var page in Pages)
            await other.ReadAsync($"/vorgang/{number}{page}", HttpStatusCode.NotFound);
        foreach (var action in (string[])["zurueckziehen", "nachricht", "korrektur", "bezahlen"])
        {
            using var answer = await other.PostAsync("/status", $"/vorgang/{number}/{action}", ("nachricht", "Hallo"), ("grund", "x"));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.DoesNotContain(number, await other.ReadAsync("/konto"), StringComparison.Ordinal);
        Assert.Equal(1, (await house.CaseAsync(number)).Version);
    }

    [Fact]
    public async Task Number_and_code_open_a_case_on_any_device_and_every_mistake_says_the_same()
    {
        using var owner = house.Visit();
        var (number, secret, _) = await owner.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        using var device = house.Visit();
        var wrong = new[]
        {
            (number, "0000-0000-0000-0000-0000"), (CaseNumber.Create("W", 2026, 888_888).Text, secret), ("W-2026-1", secret),
            (number, ""), (number, new string('A', 5_000)), ("' or 1=1 --", secret), ("\ud83d\ude00", "\ud83d\ude00"),
        };
        foreach (var (typed, code) in wrong)
        {
            using var answer = await device.LookUpAsync(typed, code);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Contains("Zu dieser Nummer und diesem Code finden wir keinen Antrag.", html, StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Set-Cookie") && answer.Headers.GetValues("Set-Cookie").Any(one => one.StartsWith("rathaus-vorgang", StringComparison.Ordinal)));
        }

        using var right = await device.LookUpAsync(number.ToLowerInvariant(), secret.ToLowerInvariant());
        Assert.Equal((HttpStatusCode.SeeOther, $"/vorgang/{number}"), (right.StatusCode, right.Headers.Location!.ToString()));
        var cookie = Assert.Single(right.Headers.GetValues("Set-Cookie"), one => one.StartsWith("rathaus-vorgang", StringComparison.Ordinal));
        Assert.Contains($"path=/vorgang/{number}", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        var page = await device.ReadAsync($"/vorgang/{number}");
        Assert.Contains("Sperrmüll", page, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal($"/vorgang/{number}", (await device.GetAsync($"/vorgang/{number.ToLowerInvariant()}")).Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_code_opens_its_own_case_only()
    {
        using var device = house.Visit();
        var (mine, secret, _) = await device.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        var (another, _, _) = await device.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        await device.LookUpAsync(mine, secret);
        await device.ReadAsync($"/vorgang/{mine}");
        await device.ReadAsync($"/vorgang/{another}", HttpStatusCode.NotFound);
        using var swapped = await device.LookUpAsync(another, secret);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, swapped.StatusCode);
    }

    [Theory]
    [InlineData("/vorgang/W-2026-0000001")]
    [InlineData("/vorgang/%27%20or%201%3D1")]
    [InlineData("/vorgang/%F0%9F%98%80")]
    [InlineData("/vorgang/W-2026-00000012/dokument/keine-id")]
    [InlineData("/vorgang/W-2026-00000012/datei/..%2f..%2fetc%2fpasswd")]
    [InlineData("/vorgang/W-2026-00000012/unsinn")]
    [InlineData("/simulation/zahlung/4/SIM-UNBEKANNT")]
    [InlineData("/simulation/zahlung/99999/SIM-1")]
    [InlineData("/verify/keine-id")]
    public async Task Garbage_in_the_address_is_not_found(string address)
    {
        using var visitor = house.Visit();
        using var answer = await visitor.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/konto")]
    [InlineData("/konto/postfach")]
    [InlineData("/konto/postfach/wuppertal/0198b9a0-0000-7000-8000-000000000001")]
    public async Task The_account_asks_for_a_sign_in_and_leads_back(string address)
    {
        using var visitor = house.Visit();
        using var answer = await visitor.GetAsync(address);
        Assert.StartsWith("/anmelden?", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString("/konto"), answer.Headers.Location.ToString(), StringComparison.Ordinal);
    }

    private static string WithoutAddress(string html, string number) => html.Replace(number, "", StringComparison.Ordinal);
}
