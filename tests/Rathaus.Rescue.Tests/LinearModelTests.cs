using Rathaus.Rescue.Optimisation;

namespace Rathaus.Rescue.Tests;

public sealed class LinearModelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_textbook_program_has_its_textbook_answer_and_prices()
    {
        // Hillier and Lieberman, Wyndor Glass: max 3x + 5y, x <= 4, 2y <= 12, 3x + 2y <= 18: (2, 6), 36; prices 0, 3/2, 1.
        var model = new LinearModel(maximise: true);
        var (x, y) = (model.Column(3, 0, 100, false), model.Column(5, 0, 100, false));
        model.Row("doors", [(x, 1)], most: 4);
        model.Row("windows", [(y, 2)], most: 12);
        model.Row("both", [(x, 3), (y, 2)], most: 18);
        var simplex = new DualSimplex(model);
        Assert.Equal(RelaxationEnd.Solved, simplex.Solve(double.NaN, Ct));
        Assert.Equal(36, simplex.Objective, 1e-9);
        Assert.Equal([2, 6], simplex.Values.ToArray().Select(value => Math.Round(value, 9)));
        Assert.Equal((0, 1.5, 1), (Math.Round(simplex.Price(0), 9), Math.Round(simplex.Price(1), 9), Math.Round(simplex.Price(2), 9)));
        var answer = new BranchAndBound().Solve(model, 5, null, Ct);
        Assert.Equal(["windows", "both"], model.Binding(answer.Values));
    }

    [Fact]
    public void Random_whole_programs_have_the_best_of_all_answers()
    {
        for (var seed = 1; seed <= 150; seed++)
        {
            var model = Invented(seed, out var columns);
            var best = Best(model, columns);
            var answer = new BranchAndBound().Solve(model, 20, null, Ct);
            if (best is null)
            {
                Assert.Equal(LinearEnd.Infeasible, answer.End);
                continue;
            }

            Assert.Equal(LinearEnd.Proven, answer.End);
            Assert.Equal(best.Value, answer.Value, 1e-6);
            Assert.True(model.Holds(answer.Values));
        }
    }

    [Fact]
    public async Task Cbc_agrees_where_it_is_installed()
    {
        if (await CbcSolver.FindAsync(Ct) is not { } cbc)
        {
            Assert.Null(await CbcSolver.FindAsync(Ct, "cbc-that-is-not-there"));
            return;
        }

        for (var seed = 1; seed <= 12; seed++)
        {
            var model = Invented(seed, out _);
            var (own, other) = (new BranchAndBound().Solve(model, 20, null, Ct), await cbc.SolveAsync(model, 20, Ct));
            Assert.Equal(own.End, other.End);
            if (own.Has)
                Assert.Equal(own.Value, other.Value, 1e-6);
        }
    }

    [Fact]
    public async Task A_program_of_that_name_that_is_another_is_refused() =>
        Assert.Contains("is not CBC 2", (await Assert.ThrowsAsync<RescueFileException>(() => CbcSolver.FindAsync(Ct, "true"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("kill -9 $$", "ended with code 137 and no answer")]
    [InlineData("exec sleep 60", "did not end within")]
    [InlineData("echo Optimal - objective value 1 > \"$8\"; exit 0", "does not keep the model's rows")]
    public async Task A_solver_that_dies_hangs_or_lies_is_told_and_leaves_nothing(string does, string message)
    {
        var folder = Directory.CreateTempSubdirectory("rescue-cbc-").FullName;
        try
        {
            var program = Path.Combine(folder, "cbc");
            await File.WriteAllTextAsync(program, $"#!/bin/sh\nif [ \"$1\" = quit ]; then echo 'Version: 2.10.8'; exit 0; fi\n{does}\n", Ct);
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var model = new LinearModel(maximise: false);
            model.Row("one", [(model.Column(1, 0, 3, true), 1)], least: 1);
            var cbc = await CbcSolver.FindAsync(Ct, program, TimeSpan.FromSeconds(1)) ?? throw new InvalidOperationException("the program is there");
            var told = await Assert.ThrowsAsync<RescueFileException>(() => cbc.SolveAsync(model, 0.1, Ct));
            Assert.Contains(message, told.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_cannot_be_kept_is_named()
    {
        var model = new LinearModel(maximise: true);
        var (x, y) = (model.Column(1, 0, 10, true), model.Column(1, 0, 10, true));
        model.Row("vehicles", [(x, 1), (y, 1)], most: 3);
        model.Row("district Brand", [(x, 1)], least: 5);
        model.Row("district Haaren", [(y, 1)], least: 0);
        Assert.Equal(LinearEnd.Infeasible, new BranchAndBound().Solve(model, 5, null, Ct).End);
        Assert.Equal(["vehicles", "district Brand"], Infeasibility.Explain(model, new BranchAndBound(), 5, Ct));
    }

    [Fact]
    public void Too_large_a_model_is_for_an_outside_solver()
    {
        var model = new LinearModel(maximise: true);
        for (var column = 0; column < 6_000; column++)
            model.Column(1, 0, 1, false);
        for (var row = 0; row < 6_000; row++)
            model.Row("", [(row, 1)], most: 1);
        Assert.Contains("cbc", Assert.Throws<RescueFileException>(() => new BranchAndBound().Solve(model, 1, null, Ct)).Message, StringComparison.Ordinal);
    }

    private static LinearModel Invented(int seed, out int columns)
    {
        var random = new RandomStream(seed, 77);
        var model = new LinearModel(maximise: seed % 2 == 0);
        columns = 3 + random.Next(4);
        for (var column = 0; column < columns; column++)
            model.Column(random.Next(21) - 6, random.Next(3) - 1, 1 + random.Next(3), true);
        for (var row = 0; row < 2 + random.Next(5); row++)
        {
            var terms = Enumerable.Range(0, columns).Where(_ => random.Next(3) > 0).Select(column => (column, (double)(random.Next(11) - 3))).ToList();
            var middle = random.Next(12) - 2;
            switch (random.Next(4))
            {
                case 0: model.Row($"row {row}", terms, least: middle); break;
                case 1: model.Row($"row {row}", terms, least: middle - 4, most: middle + 4); break;
                default: model.Row($"row {row}", terms, most: middle); break;
            }
        }

        return model;
    }

    private static double? Best(LinearModel model, int columns)
    {
        double? best = null;
        var values = new double[columns];
        void Try(int column)
        {
            if (column == columns)
            {
                if (!model.Holds(values))
                    return;
                var value = model.Value(values);
                best = best is null ? value : model.Maximise ? Math.Max(best.Value, value) : Math.Min(best.Value, value);
                return;
            }

            for (var value = model.Columns[column].Least; value <= model.Columns[column].Most; value++)
            {
                values[column] = value;
                Try(column + 1);
            }
        }

        Try(0);
        return best;
    }
}
