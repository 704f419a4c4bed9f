using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

/// <summary>Follows docs/law-as-data.md.</summary>
public sealed class LawAsDataTests : IDisposable
{
    private const string Page = "law-as-data.md";

    private readonly RecipeBook book = new(Page);

    public static TheoryData<string> Recipes() => [.. RecipeBook.Of(Page)];

    public void Dispose() => book.Dispose();

    [Fact]
    public void There_are_three_recipes() =>
        Assert.Equal(["A town changes a fee", "A rate changes by date", "Add a benefit"], RecipeBook.Of(Page));

    [Theory]
    [MemberData(nameof(Recipes))]
    public Task The_recipe_works_as_written(string recipe) => book.FollowAsync(recipe);
}
