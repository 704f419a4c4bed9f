using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>Follows docs/law-as-data.md.</summary>
public sealed class LawAsDataTests() : RecipeBook(Page)
{
    private const string Page = "law-as-data.md";

    public static TheoryData<string> Recipes() => [.. Sections(Page).Keys];

    [Fact]
    public void There_are_three_recipes() =>
        Assert.Equal(["A town changes a fee", "A rate changes by date", "Add a benefit"], Sections(Page).Keys);

    [Theory]
    [MemberData(nameof(Recipes))]
    public Task The_recipe_works_as_written(string recipe) => FollowAsync(recipe);
}
