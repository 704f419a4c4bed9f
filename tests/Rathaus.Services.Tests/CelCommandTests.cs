using System.Text.Json.Nodes;
using Rathaus.Services.Cel;

namespace Rathaus.Services.Tests;

public sealed class CelCommandTests
{
    [Theory]
    [InlineData("""{"expr":"1 + 2"}""", """{"value":{"int64Value":"3"},"type":"int"}""")]
    [InlineData("""{"expr":"x * 2","bindings":{"x":{"int64Value":"21"}}}""", """{"value":{"int64Value":"42"},"type":"dyn"}""")]
    [InlineData("""{"expr":"x","bindings":{"x":{"value":{"stringValue":"a"}}}}""", """{"value":{"stringValue":"a"},"type":"dyn"}""")]
    [InlineData("""{"expr":"half_up_cent(decimal('1.005'))"}""", """{"value":{"decimalValue":"1.01"},"type":"decimal"}""")]
    [InlineData("""{"expr":"date('2026-01-31') + months(1)"}""", """{"value":{"dateValue":"2026-02-28"},"type":"date"}""")]
    [InlineData("""{"expr":"[1, 2.5]"}""", """{"value":{"listValue":{"values":[{"int64Value":"1"},{"doubleValue":2.5}]}},"type":"list(dyn)"}""")]
    [InlineData("""{"expr":"1 / 0"}""", """{"error":"divide by zero"}""")]
    [InlineData("""{"expr":"1.0 == 1","check":false}""", """{"value":{"boolValue":true},"type":"dyn"}""")]
    public void A_line_is_answered_in_the_values_of_the_standard(string request, string answer)
    {
        Assert.Equal(JsonNode.Parse(answer)!.ToJsonString(), CelCommand.Answer(request).ToJsonString());
    }

    [Theory]
    [InlineData("", "no request")]
    [InlineData("[]", "no request")]
    [InlineData("{\"expr\":1}", "lacks the string")]
    [InlineData("{\"expr\":\"x\",\"bindings\":{\"x\":{\"int64Value\":\"a\"}}}", "malformed")]
    [InlineData("{\"expr\":\"x\",\"bindings\":{\"x\":5}}", "no request")]
    [InlineData("{\"expr\":\"x\",\"bindings\":[1]}", "undeclared reference")]
    [InlineData("{\"expr\":\"1 +\"}", "1:4")]
    [InlineData("{\"expr\":\"'\\ud800'\"}", "no request")]
    public void A_bad_line_gets_an_error_and_the_others_go_on(string request, string message)
    {
        Assert.Contains(message, CelCommand.Answer(request)["error"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_conformance_run_names_failures_and_ends_with_the_count()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """
                {"name":"own","tests":[
                  {"original":{"name":"right","expr":"1 == 1"}},
                  {"original":{"name":"wrong","expr":"1 + 1","value":{"int64Value":"3"}}},
                  {"original":{"name":"message","expr":"TestAllTypes{}"}}]}
                """, TestContext.Current.CancellationToken);
            await using var output = new StringWriter();

            Assert.Equal(1, await CelCommand.ConformanceAsync(output, file, TestContext.Current.CancellationToken));
            Assert.Contains("1 + 1", output.ToString(), StringComparison.Ordinal);
            Assert.EndsWith("1 passed, 1 failed, 1 skipped\n", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
