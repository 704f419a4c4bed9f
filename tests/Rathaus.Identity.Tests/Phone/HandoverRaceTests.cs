using System.Security.Cryptography;
using Rathaus.Identity.Phone;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>Whatever comes at once, one of them takes a step.</summary>
public sealed class HandoverRaceTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly FrozenTime time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HandoverStore Store => new(database.Region, time);

    [Fact]
    public async Task Of_64_phones_that_claim_at_once_one_wins_and_the_hand_over_ends()
    {
        var made = await StartAsync();
        var phones = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => AccountAsync()));
        var claims = await Task.WhenAll(phones.Select(account => Store.ClaimAsync(made.Id, account, RandomNumberGenerator.GetBytes(32), Ct)));
        Assert.Single(claims, Claim.First);
        Assert.Single(claims, Claim.Second);
        Assert.Equal(62, claims.Count(static claim => claim == Claim.Gone));
        Assert.Equal("conflict", (await Store.FindAsync(made.Id, Ct))!.State);
    }

    [Fact]
    public async Task Of_64_hand_overs_that_one_account_claims_at_once_five_are_its_own()
    {
        var account = await AccountAsync();
        var session = RandomNumberGenerator.GetBytes(32);
        var made = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => StartAsync()));
        var claims = await Task.WhenAll(made.Select(one => Store.ClaimAsync(one.Id, account, session, Ct)));
        Assert.Equal(5, claims.Count(static claim => claim == Claim.First));
        Assert.Equal(59, claims.Count(static claim => claim == Claim.TooMany));
    }

    [Fact]
    public async Task Of_64_tries_at_once_three_count()
    {
        var made = await ApprovedAsync();
        var tries = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Store.TryAsync(made.Id, Ct)));
        Assert.Equal([1, 2, 3], tries.Where(static one => one is not null).Select(static one => (int)one!.Value).Order());
    }

    [Fact]
    public async Task Of_64_takers_at_once_one_gets_the_result()
    {
        var poll = RandomNumberGenerator.GetBytes(32);
        var made = await ApprovedAsync(poll);
        Assert.True(await Store.MatchAsync(made.Id, Ct));
        var taken = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Store.ConsumeAsync(poll, "login", null, null, Ct)));
        Assert.Single(taken, static one => one is not null);
    }

    [Fact]
    public async Task The_same_phone_may_ask_again_and_gets_what_it_has()
    {
        var made = await StartAsync();
        var account = await AccountAsync();
        var session = RandomNumberGenerator.GetBytes(32);
        Assert.Equal(Claim.First, await Store.ClaimAsync(made.Id, account, session, Ct));
        Assert.Equal(Claim.Own, await Store.ClaimAsync(made.Id, account, session, Ct));
    }

    [Fact]
    public async Task A_new_hand_over_of_a_browser_ends_the_one_before()
    {
        var poll = RandomNumberGenerator.GetBytes(32);
        var first = await StartAsync(poll);
        await StartAsync(old: poll);
        Assert.Equal("expired", (await Store.FindAsync(first.Id, Ct))!.State);
    }

    private async Task<Handover> ApprovedAsync(byte[]? poll = null)
    {
        var made = await StartAsync(poll);
        var account = await AccountAsync();
        var session = RandomNumberGenerator.GetBytes(32);
        var nonce = RandomNumberGenerator.GetBytes(32);
        Assert.Equal(Claim.First, await Store.ClaimAsync(made.Id, account, session, Ct));
        Assert.True(await Store.ShowAsync(made.Id, session, "Was: Anmelden", nonce, Ct));
        var counts = await database.Region.ExecuteBatchAsync([Store.Approve(made.Id, session, nonce, Guid.CreateVersion7(DateTimeOffset.UnixEpoch))], Ct);
        Assert.Equal(1, counts[0]);
        return made;
    }

    private async Task<Handover> StartAsync(byte[]? poll = null, byte[]? old = null)
    {
        var now = time.GetUtcNow();
        var made = new Handover
        {
            Id = RandomNumberGenerator.GetBytes(16),
            Kind = "login",
            State = "created",
            Client = "portal",
            Service = "Serviceportal",
            Town = "Region",
            Purpose = "",
            Back = "/konto",
            Device = "Firefox, Linux",
            Place = "local",
            Network = "7f0000",
            Tries = 0,
            CreatedAt = now,
            ExpiresAt = now + Handover.Lifetime,
        };
        await Store.StartAsync(made, poll ?? RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32), old, Ct);
        return made;
    }

    private async Task<Guid> AccountAsync()
    {
        var id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        await database.Region.ExecuteAsync(
            "insert into identity.account (id, display_name, user_handle, created_at) values (@id, 'Person', @Handle, @Now)",
            new { id, Handle = RandomNumberGenerator.GetBytes(32), Now = time.GetUtcNow() }, Ct);
        return id;
    }
}
