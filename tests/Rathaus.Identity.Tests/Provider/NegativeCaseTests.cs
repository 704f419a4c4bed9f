namespace Rathaus.Identity.Tests.Provider;

/// <summary>Every case of <see cref="NegativeCases"/>.</summary>
public sealed class NegativeCaseTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    public static TheoryData<string> Names => [.. NegativeCases.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_with_the_right_code(string name)
    {
        var (_, error, act) = NegativeCases.All.Single(one => one.Name == name);
        var answer = await act(house);
        Assert.True(error == answer.Error, $"{name}: {(int)answer.Status} {answer.Body.ToJsonString()}");
        Assert.InRange((int)answer.Status, 400, 413);
        Assert.False(answer.Has("access_token"));
    }
}
