using System.Globalization;
using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Checking;

/// <summary>How much of a package its examples reach.</summary>
internal sealed record PackageCoverage(string Folder, int Rules, int RulesReached, int Branches, int BranchesReached, int Rows, int RowsReached)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Folder}: {RulesReached} of {Rules} rules, {BranchesReached} of {Branches} branches, {RowsReached} of {Rows} table rows");
}

/// <summary>Which branches of expressions and which rows of tables the examples of a package came by.</summary>
internal sealed class BranchCoverage(ProgramCache programs, FaultList faults)
{
    private readonly ILookup<string, (CelSource Source, CelProgram Program)> byFolder = programs.Recorded
        .Where(pair => pair.Program.Branches.Count > 0)
        .ToLookup(pair => Folder(pair.Source.File), StringComparer.Ordinal);

    /// <summary>Warns of each branch and each row of a decision table that was not reached.</summary>
    public PackageCoverage Report(string folder, IReadOnlyCollection<RuleMark> marks, IEnumerable<TableDef> tables, IReadOnlySet<string> reached)
    {
        var (branches, branchesReached) = (0, 0);
        foreach (var place in byFolder[folder].GroupBy(pair => (pair.Source.File, pair.Source.Line, pair.Source.Text)))
        {
            var programsHere = place.Select(pair => pair.Program).ToList();
            for (var i = 0; i < programsHere[0].Branches.Count; i++)
            {
                var branch = programsHere[0].Branches[i];
                branches++;
                if (programsHere.Exists(program => program.Branches[i].Reached))
                    branchesReached++;
                else
                    faults.Warn(place.Key.File, place.Key.Line + branch.Line - 1, Missing(place.Key.Text, branch));
            }
        }

        var (rows, rowsReached) = (0, 0);
        foreach (var table in tables)
        {
            foreach (var line in table.Rows.Where(row => row.Draft is null).Select(row => row.Line).Distinct())
            {
                rows++;
                if (reached.Contains(string.Create(CultureInfo.InvariantCulture, $"table {table.Id} line {line}")))
                    rowsReached++;
                else if (table.IsDecision)
                    faults.Warn(table.File, line, $"no example reaches this row of {table.Id}");
            }
        }

        return new PackageCoverage(folder, marks.Count, marks.Count(mark => reached.Contains(mark.Key)), branches, branchesReached, rows, rowsReached);
    }

    private static string Missing(string expression, CelBranch branch)
    {
        var line = expression.Split('\n')[branch.Line - 1].TrimEnd('\r');
        var part = line[(branch.Column - 1)..];
        var after = branch.Kind is "?" or ":" ? $"the value after '{branch.Kind}'" : $"the operand after '{branch.Kind}'";
        return $"no example reaches {after}: {(part.Length > 80 ? part[..77] + "..." : part)}";
    }

    /// <summary><c>services/aachen/x/rules.yaml</c> belongs to <c>services/aachen/x</c>, <c>benefits/y/rules.yaml</c> to <c>benefits/y</c>.</summary>
    private static string Folder(string file)
    {
        var parts = file.Split('/');
        var depth = parts[0] == "services" ? 3 : 2;
        return string.Join('/', parts.Take(Math.Min(depth, parts.Length - 1)));
    }
}
