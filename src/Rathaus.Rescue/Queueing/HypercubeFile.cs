using System.Text.Json;

namespace Rathaus.Rescue.Queueing;

/// <summary>
/// Hypercube models as JSON: one object or a list of <c>{"servers": 3, "mu": 1, "queue": "infinite" | "loss", "classes": [{"rate": 0.5,
/// "preference": [1, 2, 3]}]}</c>. <c>mu</c> may be a list, one rate for each server; without <c>queue</c> both kinds are computed.
/// Other members are left alone.
/// </summary>
internal static class HypercubeFile
{
    public static IReadOnlyList<HypercubeModel> Read(string path)
    {
        if (!File.Exists(path))
            throw new RescueFileException($"{path}: there is no such file");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().SelectMany(Models)]
                : [.. Models(json.RootElement)];
        }
        catch (Exception unfit) when (unfit is JsonException or ArgumentException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RescueFileException($"{Path.GetFileName(path)}: {unfit.Message}");
        }
    }

    private static IEnumerable<HypercubeModel> Models(JsonElement model)
    {
        var servers = model.GetProperty("servers").GetInt32();
        if (servers is < 1 or > HypercubeModel.Most)
            throw new FormatException($"servers: between 1 and {HypercubeModel.Most}");
        var mu = model.GetProperty("mu");
        double[] rates = mu.ValueKind == JsonValueKind.Array
            ? [.. mu.EnumerateArray().Select(rate => rate.GetDouble())]
            : [.. Enumerable.Repeat(mu.GetDouble(), servers)];
        if (rates.Length != servers)
            throw new FormatException($"mu: {rates.Length} rates for {servers} servers");
        CallClass[] classes =
        [
            .. model.GetProperty("classes").EnumerateArray().Select(calls => new CallClass(
                calls.GetProperty("rate").GetDouble(),
                [.. calls.GetProperty("preference").EnumerateArray().Select(server => server.GetInt32() - 1)])),
        ];
        bool[] kinds = model.TryGetProperty("queue", out var queue)
            ? [queue.GetString() switch
            {
                "infinite" => true,
                "loss" => false,
                var other => throw new FormatException($"queue: infinite or loss, not '{other}'"),
            }]
            : [true, false];
        return kinds.Select(queues => new HypercubeModel(rates, queues, classes));
    }
}
