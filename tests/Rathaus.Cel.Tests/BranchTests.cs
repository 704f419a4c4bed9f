namespace Rathaus.Cel.Tests;

/// <summary>Which parts of an expression were evaluated.</summary>
public sealed class BranchTests
{
    private static readonly CelEnvironment Environment = CelEnvironment.Rathaus.WithBranches()
        .WithVariable("a", CelType.Bool).WithVariable("b", CelType.Bool).WithVariable("n", CelType.Int).WithVariable("list", CelType.List(CelType.Int));

    private static CelProgram Run(string source, params IReadOnlyList<(bool A, bool B, int N)> cases)
    {
        var program = Environment.Compile(source).Program!;
        foreach (var (a, b, n) in cases)
        {
            var activation = Environment.NewActivation().Set("a", CelValue.Of(a)).Set("b", CelValue.Of(b)).Set("n", CelValue.Of(n))
                .Set("list", CelValue.List([CelValue.Of(1L), CelValue.Of(2L)]));
            program.Evaluate(activation);
        }

        return program;
    }

    private static IEnumerable<string> Missing(CelProgram program) =>
        program.Branches.Where(branch => !branch.Reached).Select(branch => $"{branch.Line}:{branch.Column} {branch.Kind}");

    [Fact]
    public void An_arm_nobody_took_is_named_by_its_place()
    {
        Assert.Equal(["1:13 :"], Missing(Run("a ? n + 1 : n * 2", (true, false, 1))));
        Assert.Empty(Missing(Run("a ? n + 1 : n * 2", (true, false, 1), (false, false, 1))));
    }

    [Theory]
    [InlineData("a && b", false, "1:6 &&")]
    [InlineData("a || b", true, "1:6 ||")]
    [InlineData("a &&\n  b && n > 3", true, "2:8 &&")]
    public void An_operand_behind_a_decision_is_not_reached(string source, bool a, string expected) =>
        Assert.Equal([expected], Missing(Run(source, (a, false, 1))));

    [Fact]
    public void Parts_inside_comprehensions_count() =>
        Assert.Equal(["1:33 :"], Missing(Run("list.map(i, i > 0 ? 'positiv' : 'n' + string(i))", (true, true, 1))));

    [Fact]
    public void A_part_begins_with_its_namespace() =>
        Assert.Equal(["1:5 ?"], Missing(Run("a ? math.greatest(n, 1) : n", (false, true, 1))));

    [Fact]
    public void Values_are_the_same_and_nothing_is_kept_without_being_asked()
    {
        var plain = CelEnvironment.Rathaus.WithVariable("a", CelType.Bool).Compile("a ? 1 : 2").Program!;

        Assert.Empty(plain.Branches);
        Assert.Equal(CelValue.Of(2L), Environment.Compile("a ? 1 : 2").Program!.Evaluate(Environment.NewActivation().Set("a", CelValue.False)));
    }
}
