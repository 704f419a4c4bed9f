using Rathaus.Kernel.Formats;

namespace Rathaus.Services.Answers;

/// <summary>What is wrong with an answer: a stable code and the key of its text with values by name.</summary>
internal sealed record AnswerFault(string Code, string Key, params IReadOnlyList<(string Name, object? Value)> Values)
{
    /// <summary>A fault whose text is <c>services.fault.CODE</c>.</summary>
    public static AnswerFault Of(string code, params IReadOnlyList<(string Name, object? Value)> values) =>
        new(code, "services.fault." + code, values);

    public static AnswerFault From(FormatFault fault) => new(
        fault.Key.StartsWith("ui.format.", StringComparison.Ordinal) ? fault.Key["ui.format.".Length..] : fault.Key,
        fault.Key, [.. fault.Arguments.Select(argument => (argument.Name, (object?)argument.Value))]);

    public string In(Kernel.Languages.Texts texts) => texts[Key, [.. Values]];
}
