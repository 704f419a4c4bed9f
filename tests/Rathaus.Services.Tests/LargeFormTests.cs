using Rathaus.Kernel.Languages;
using Rathaus.Services.Engine;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

public sealed class LargeFormTests
{
    private static EffectiveService Service() =>
        new SmallCatalogue().Form(LargeForm.Pages).Service("rules.yaml", LargeForm.Rules).Effective();

    [Fact]
    public async Task Two_hundred_questions_and_three_hundred_rules_stay_below_a_megabyte()
    {
        var service = Service();
        var engine = new FormEngine(House.Texts, new FactTable());
        var answers = LargeForm.Answers();
        var context = new EvaluationContext(SmallCatalogue.Today, Language.German) { Strict = false };
        for (var warm = 0; warm < 20; warm++)
            await engine.EvaluateAsync(service, answers, context, TestContext.Current.CancellationToken);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var pending = engine.EvaluateAsync(service, answers, context, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(pending.IsCompletedSuccessfully);
        var evaluation = await pending;
        // z1 = 1 is too small for z2, z3 for z4, z5 for z6; z77 hides z78.
        Assert.Equal(["z2", "z4", "z6", "z78"], evaluation.Dropped);
        Assert.Equal(100, evaluation.Steps.Count);
        // s99 = 1 + 2 * (1 + 3 + ... + 199) = 1 + 2 * 10,000.
        Assert.Equal("20001", evaluation.Steps[^1].Value!.ToJsonString());
        Assert.True(allocated < 1_000_000, $"{allocated} bytes");
    }
}
