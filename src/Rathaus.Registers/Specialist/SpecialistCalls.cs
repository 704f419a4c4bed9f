using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Specialist;

/// <summary>
/// Calls to specialist systems (docs/registers.md, “The protocol”). Answers are bounded in size, depth and time; whatever does not fit
/// counts as no answer.
/// </summary>
internal sealed class SpecialistCalls(IHttpClientFactory clients)
{
    public const string Client = "specialist";

    private const int MostBytes = 1 << 20;
    private const int LongestSentence = 300;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <returns>Unknown when the system does not answer in time.</returns>
    public async Task<FactAnswer> AskAsync(SpecialistSystem system, FactQuestion question, CancellationToken ct)
    {
        var person = question.Actor?.Person;
        var answer = await SendAsync(system, $"facts/{question.Name}", null, new JsonObject
        {
            ["town"] = system.Town,
            ["arguments"] = new JsonArray([.. question.Arguments.Select(argument => argument?.DeepClone())]),
            ["person"] = person is null ? null : new JsonObject
            {
                ["family_name"] = person.FamilyName,
                ["given_names"] = person.GivenNames,
                ["birth_date"] = RegisterArguments.Iso(person.BirthDate),
                ["address"] = new NamedAddress(person.Street, person.HouseNumber, person.PostCode, person.Town).ToJson(),
            },
            ["purpose"] = question.Purpose,
            ["today"] = RegisterArguments.Iso(question.Today),
        }, ct);
        return answer is (HttpStatusCode.OK, { } body) && body.TryGetPropertyValue("value", out var value) ? FactAnswer.Of(value?.DeepClone()) : FactAnswer.Unknown;
    }

    /// <param name="trial">Only whether and how it can be done; nothing changes there.</param>
    /// <returns>What granted documents may print; a refusal in the system's words, or <see cref="RefusalKind.Unavailable"/>: no answer, or none that can be read.</returns>
    public async Task<Outcome<JsonObject>> EffectAsync(SpecialistSystem system, SpecialistOrder order, bool trial, CancellationToken ct)
    {
        var answer = await SendAsync(system, $"effects/{order.Effect}", order.Key(system.Town), new JsonObject
        {
            ["town"] = system.Town,
            ["reference"] = order.Reference,
            ["deed"] = order.Deed,
            ["purpose"] = order.Purpose,
            ["trial"] = trial,
            ["with"] = order.With.DeepClone(),
        }, ct);
        return answer switch
        {
            (HttpStatusCode.OK, { } body) when body["gives"] is JsonObject gives => (JsonObject)gives.DeepClone(),
            (HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, { } body) => Refusal.Conflict("register.specialist-refused", Sentence(body)),
            _ => Refusal.Unavailable("register.specialist-away", "Das Fachverfahren antwortet gerade nicht. Versuchen Sie es später noch einmal.", 60),
        };
    }

    private static string Sentence(JsonObject body) =>
        body["title"] is JsonValue title && title.TryGetValue<string>(out var text) && text.Trim() is { Length: > 0 } said
            ? said.Length > LongestSentence ? said[..LongestSentence] : said
            : "Das Fachverfahren hat den Eintrag abgelehnt und keinen Grund genannt.";

    private async Task<(HttpStatusCode? Status, JsonObject? Body)> SendAsync(SpecialistSystem system, string path, string? key, JsonObject body, CancellationToken ct)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timer.CancelAfter(system.Patience);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{system.Address.AbsoluteUri.TrimEnd('/')}/{path}"))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (system.Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", system.Token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var client = clients.CreateClient(Client);
            client.MaxResponseContentBufferSize = MostBytes;
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, timer.Token);
            var bytes = await answer.Content.ReadAsByteArrayAsync(timer.Token);
            return (answer.StatusCode, JsonNode.Parse(bytes, documentOptions: Strict) as JsonObject);
        }
        catch (Exception away) when (away is HttpRequestException or IOException or JsonException || (away is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (null, null);
        }
    }
}
