using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>Follows docs/authoring.md: a service written from nothing, offered by one town and adopted by the next.</summary>
public sealed class AuthoringTests : IDisposable
{
    private readonly RecipeBook book = new("authoring.md");

    public void Dispose() => book.Dispose();

    [Fact]
    public Task A_service_is_written_as_the_page_says() => book.FollowAsync("Write a service");
}
