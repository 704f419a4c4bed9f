using System.Text.Json.Nodes;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>
/// The API's document is a promise to callers: it is kept as a reviewed snapshot, docs/openapi/v1.json. A wanted change is
/// written there by running this test with RATHAUS_SNAPSHOTS=1 and reviewed like code.
/// </summary>
public sealed class OpenApiTests(RathausApp app) : IClassFixture<RathausApp>
{
    private static readonly string Snapshot = Path.Combine(Checkout.Folder, "docs", "openapi", "v1.json");

    [Fact]
    public async Task The_document_is_the_reviewed_one()
    {
        var document = await DocumentAsync();
        var text = document.ToJsonString(new() { WriteIndented = true }) + "\n";
        if (Environment.GetEnvironmentVariable("RATHAUS_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Snapshot)!);
            await File.WriteAllTextAsync(Snapshot, text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(Snapshot, TestContext.Current.CancellationToken), text);
    }

    [Fact]
    public async Task Every_operation_has_a_name_and_a_summary()
    {
        var document = await DocumentAsync();
        Assert.Equal("3.1.1", document["openapi"]!.GetValue<string>());
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(member => member.Key is "get" or "post" or "put" or "delete")
            .Select(member => (Address: $"{member.Key} {path.Key}", Operation: member.Value!.AsObject()))).ToArray();
        Assert.Contains(operations, one => one.Address == "post /api/v1/{town}/services/{service}/applications");
        Assert.All(operations, one =>
        {
            Assert.False(string.IsNullOrEmpty((string?)one.Operation["operationId"]), one.Address);
            Assert.False(string.IsNullOrEmpty((string?)one.Operation["summary"]), one.Address);
        });
    }

    private async Task<JsonObject> DocumentAsync()
    {
        using var client = app.CreateClient();
        var text = await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        return JsonNode.Parse(text)!.AsObject();
    }
}
