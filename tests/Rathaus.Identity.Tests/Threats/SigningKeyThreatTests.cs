using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>Compromise of the provider's key: it changes without anybody noticing, and at once when it must.</summary>
public sealed class SigningKeyThreatTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SigningKeys Keys => house.App.Services.GetRequiredService<SigningKeys>();

    [Fact]
    public async Task The_next_key_is_shown_a_day_before_it_signs_and_the_old_one_two_days_after()
    {
        var first = await SigningAsync();
        Assert.True(await Keys.PrepareAsync(Ct));
        Assert.False(await Keys.PrepareAsync(Ct));
        var shown = await ShownAsync();
        Assert.Equal(2, shown.Count);
        var next = shown.Single(kid => kid != first);
        Assert.Equal(first, await SigningAsync());

        house.App.Time.Advance(TimeSpan.FromHours(23.9));
        Assert.Equal(first, await SigningAsync());
        house.App.Time.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(next, await SigningAsync());
        Assert.Contains(first, await ShownAsync());
        house.App.Time.Advance(TimeSpan.FromHours(47.5));
        Assert.Contains(first, await ShownAsync());
        house.App.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([next], await ShownAsync());
    }

    [Fact]
    public async Task A_key_of_ninety_days_gets_a_successor_by_itself()
    {
        var caretaker = house.App.Services.GetRequiredService<ProviderCaretaker>();
        await caretaker.TidyAsync(Ct);
        var before = await ShownAsync();
        house.App.Time.Advance(TimeSpan.FromDays(91));
        await caretaker.TidyAsync(Ct);
        Assert.True((await ShownAsync()).Except(before, StringComparer.Ordinal).Any());
        house.App.Time.Advance(TimeSpan.FromDays(4));
    }

    [Fact]
    public async Task Key_compromise_ends_everything_the_lost_key_signed_at_once()
    {
        using var client = await house.ClientAsync();
        var tokens = await house.TokensAsync(client);
        Assert.Equal(HttpStatusCode.OK, (await client.UserInfoAsync(tokens["access_token"])).Status);
        var lost = await SigningAsync();
        await Keys.ReplaceCompromisedAsync(Ct);
        Assert.Equal("invalid_token", (await client.UserInfoAsync(tokens["access_token"])).Error);
        Assert.DoesNotContain(lost, await ShownAsync());
        Assert.NotEqual(lost, await SigningAsync());
        Assert.Equal(HttpStatusCode.OK, (await client.UserInfoAsync((await house.TokensAsync(client))["access_token"])).Status);
    }

    private async Task<string> SigningAsync() => (await Keys.CurrentAsync(KeyUse.Provider, Ct)).Public.KeyId!;

    private async Task<IReadOnlyList<string>> ShownAsync()
    {
        using var http = house.App.CreateClient();
        var set = JsonElement.Parse(await http.GetStringAsync("/id/oidc/jwks", Ct));
        Assert.DoesNotContain("\"d\"", set.GetRawText(), StringComparison.Ordinal);
        return [.. set.GetProperty("keys").EnumerateArray().Select(key => key.Text("kid")!)];
    }
}
