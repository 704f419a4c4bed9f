using Rathaus.Kernel.Languages;

namespace Rathaus.Ledger.Bundles;

/// <summary>A verdict in people's words: one line for all, one per step.</summary>
internal static class BundleText
{
    public static string Answer(BundleVerdict verdict, Texts texts) => texts[$"ledger.answer.{Key(verdict.Answer)}"];

    public static string Step(StepVerdict step, BundleVerdict verdict, Texts texts) => texts[
        $"ledger.step.{Key(step.Step)}.{Key(step.Outcome)}",
        ("n", verdict.Cosigners), ("from", verdict.Earliest), ("until", verdict.Latest), ("origin", verdict.Origin)];

    private static string Key<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();
}
