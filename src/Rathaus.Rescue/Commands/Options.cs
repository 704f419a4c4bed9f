using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rathaus.Kernel.Commands;

namespace Rathaus.Rescue.Commands;

/// <summary>Numbers of options, and results as JSON.</summary>
internal static class Options
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static int? WholeNumber(this CommandLine line, string option, int least, int most) =>
        line.Option(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new CommandLineException($"{option} takes a whole number from {least} to {most}, not '{text}'");

    public static double? Number(this CommandLine line, string option, double least, double most) =>
        line.Option(option) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new CommandLineException(string.Create(CultureInfo.InvariantCulture, $"{option} takes a number from {least} to {most}, not '{text}'"));

    public static T Required<T>(T? value, string option)
        where T : struct => value ?? throw new CommandLineException($"{option} is missing");

    public static string OneFile(string[] words, string what) => words is [var path]
        ? path
        : throw new CommandLineException($"takes one {what}");

    public static async Task<int> PrintAsync(this CommandLine line, object result)
    {
        await line.Out.WriteLineAsync(Text(result));
        return 0;
    }

    public static string Text(object result) => JsonSerializer.Serialize(result, result.GetType(), Json);
}
