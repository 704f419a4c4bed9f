using Rathaus.Kernel.Formats;

namespace Rathaus.Kernel.Tests.Formats;

public sealed class AccessSecretTests
{
    [Fact]
    public void A_secret_has_a_hundred_random_bits_in_five_groups()
    {
        var secrets = Enumerable.Range(0, 200).Select(_ => AccessSecret.Create()).ToList();
        Assert.Equal(200, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$", secret));
    }

    [Theory]
    [InlineData("0123-4567-89AB-CDEF-GHJK", "0123456789abcdefghjk")]
    [InlineData("0111-0000-89AB-CDEF-GHJK", "oIl1-oO0o-89ab-cdef-ghjk")]
    [InlineData("0123-4567-89AB-CDEF-GHJK", " 0123 4567 89AB CDEF GHJK ")]
    public void Typing_it_differently_is_the_same_secret(string secret, string typed) =>
        Assert.True(AccessSecret.Matches(typed, AccessSecret.Hash(secret)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123-4567-89AB-CDEF-GHJM")]
    [InlineData("0123-4567-89AB-CDEF-GHJ")]
    [InlineData("0123-4567-89AB-CDEF-GHJÜ")]
    public void Another_text_does_not_match(string? typed) =>
        Assert.False(AccessSecret.Matches(typed, AccessSecret.Hash("0123-4567-89AB-CDEF-GHJK")));

    [Fact]
    public void Nothing_matches_where_no_hash_is_stored()
    {
        Assert.False(AccessSecret.Matches("0123-4567-89AB-CDEF-GHJK", null));
        Assert.False(AccessSecret.Matches(null, null));
        Assert.False(AccessSecret.Matches("", null));
    }
}
