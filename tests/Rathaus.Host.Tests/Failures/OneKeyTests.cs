using System.Net;
using Rathaus.Host.Tests.Failures.Support;
using Rathaus.Testing;

namespace Rathaus.Host.Tests.Failures;

/// <summary>Promise P2: an idempotency key stands for one case, whoever sends it, however often, before and after a restart.</summary>
public sealed class OneKeyTests
{
    [Fact]
    public async Task Sixty_four_clients_with_one_key_get_one_receipt_also_after_a_restart()
    {
        await using var host = await RunningHost.StartAsync(Applications.Options);
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            using var http = Applications.Client(host);
            return await Applications.SubmitAsync(http, "race");
        }));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        var receipt = Assert.Single(answers.Select(Receipt).Distinct());
        Assert.Equal(1, answers.Count(answer => answer.Text("repeated") == "False"));

        using (var http = Applications.Client(host))
            await RefuseOtherBodyAsync(http);
        await host.KillAsync();
        await host.StartAgainAsync();

        using (var http = Applications.Client(host))
        {
            var replay = await Applications.SubmitAsync(http, "race");
            Assert.Equal(HttpStatusCode.Created, replay.Status);
            Assert.Equal(receipt, Receipt(replay));
            Assert.Equal("True", replay.Text("repeated"));
            await RefuseOtherBodyAsync(http);
        }

        await using var inside = Applications.Inside(host);
        Assert.Equal(["1"], await OtherServer.AskAsync(inside, "select count(*) from cases.application"));
    }

    private static async Task RefuseOtherBodyAsync(HttpClient http)
    {
        var other = await Applications.SubmitAsync(
            http, "race", Applications.Body.Replace("\"2.5\"", "\"2.0\"", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Equal("idempotency.other-body", other.Code);
    }

    private static (string? Number, string? Secret, string? Sum, string? At) Receipt(Answer answer) =>
        (answer.Number, answer.Text("secret"), answer.Text("sha256"), answer.Text("submitted_at"));
}
