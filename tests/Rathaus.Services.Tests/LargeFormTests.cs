using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Engine;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests;

public sealed class LargeFormTests
{
    /// <summary>200 questions on 20 pages and 300 rules: 100 conditions, 100 steps, 60 checks, 40 eligibility rules.</summary>
    private static EffectiveService Service()
    {
        var form = new StringBuilder("pages:\n");
        for (var page = 0; page < 20; page++)
        {
            form.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - id: seite{page}\n    title: Seite?\n    questions:\n");
            for (var i = 0; i < 10; i++)
            {
                var number = (page * 10) + i;
                var visible = number > 0 && number % 2 == 0 ? $", visible: \"z{number - 1} > 5 && z{number - 1} != 77\"" : "";
                form.Append(System.Globalization.CultureInfo.InvariantCulture, $"      - {{ id: z{number}, type: integer, label: Zahl, required: true{visible} }}\n");
            }

            form.Append("    checks:\n");
            for (var check = 0; check < 3; check++)
                form.Append(System.Globalization.CultureInfo.InvariantCulture, $"      - {{ id: c{page}_{check}, unless: \"z{(page * 10) + check} < 1000000\", say: Zu viel. }}\n");
        }

        var rules = new StringBuilder("steps:\n");
        for (var step = 0; step < 100; step++)
            rules.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - {{ id: s{step}, value: \"{(step == 0 ? "z1" : $"s{step - 1}")} + z{(step * 2) + 1} * 2\", type: int }}\n");
        rules.Append("eligible:\n");
        for (var rule = 0; rule < 40; rule++)
            rules.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - {{ id: e{rule}, holds: \"s{rule * 2} >= 0\", say: Nein. }}\n");
        return new SmallCatalogue().Form(form.ToString()).Service("rules.yaml", rules.ToString()).Effective();
    }

    [Fact]
    public async Task Two_hundred_questions_and_three_hundred_rules_stay_below_a_megabyte()
    {
        var service = Service();
        var engine = new FormEngine(House.Texts, new FactTable());
        var answers = new JsonObject();
        for (var i = 0; i < 200; i++)
            answers[$"z{i}"] = i;
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
