using System.Text.Json;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>Applications that come in by the API, in the visitor's own session, where the form is not what is tried.</summary>
internal static class Api
{
    public static async Task<string> SubmitAsync(Visitor visitor, string service, object answers, string? fileQuestion = null)
    {
        var result = await visitor.Page.EvaluateAsync<JsonElement>(
            """
            async ({ service, answers, fileQuestion }) => {
              const files = {};
              if (fileQuestion) {
                const canvas = document.createElement('canvas');
                canvas.width = canvas.height = 8;
                const image = await new Promise(done => canvas.toBlob(done, 'image/png'));
                const stored = await fetch(`/api/v1/${service}/uploads?question=${fileQuestion}`, {
                  method: 'POST', body: image,
                  headers: { 'Content-Type': 'image/png', 'Content-Disposition': 'attachment; filename="schein.png"' },
                });
                files[fileQuestion] = [(await stored.json()).id];
              }
              const answer = await fetch(`/api/v1/${service}/applications`, {
                method: 'POST', body: JSON.stringify({ answers, files }),
                headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
              });
              return { status: answer.status, body: await answer.text() };
            }
            """, new { service, answers, fileQuestion });
        Assert.True(result.GetProperty("status").GetInt32() == 201, result.GetProperty("body").GetString());
        return JsonDocument.Parse(result.GetProperty("body").GetString()!).RootElement.GetProperty("number").GetString()!;
    }

    /// <summary>A collection from a street that the calendar does not know: a clerk decides.</summary>
    public static async Task<string> OrderCollectionAsync(House house, string street)
    {
        await using var visitor = await house.VisitAsync();
        await visitor.GoAsync("/wuppertal");
        return await SubmitAsync(visitor, "wuppertal/services/sperrmuell", new
        {
            aus_haushalt = true,
            anschrift = new { street, number = "151", post_code = "42103", town = "Wuppertal" },
            gegenstaende = new[] { new { art = "sofa", anzahl = 1 } },
            elektro_dabei = false,
            volumen = "1.0",
            bereitstellung = "gehweg",
            verschenken = false,
        });
    }
}
