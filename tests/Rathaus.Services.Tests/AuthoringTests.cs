using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>Follows docs/authoring.md: a service written from nothing, offered by one town and adopted by the next.</summary>
public sealed class AuthoringTests() : RecipeBook("authoring.md")
{
    [Fact]
    public Task A_service_is_written_as_the_page_says() => FollowAsync("Write a service");
}
