using Rathaus.Kernel.Commands;
using Rathaus.Services.Source;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>Another law: tables put in the place of those with the same id, or an announced draft taken as enacted.</summary>
internal static class WhatIf
{
    private const string Draft = "draft:";

    /// <param name="benefit">The benefit by the law in force.</param>
    /// <param name="parts">Table files and <c>draft:ID</c>, by comma.</param>
    /// <exception cref="CommandLineException">A part cannot be used.</exception>
    public static async Task<Benefit> ReadAsync(Benefit benefit, string parts, CancellationToken ct)
    {
        var changed = benefit;
        foreach (var part in parts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var outcome = part.StartsWith(Draft, StringComparison.Ordinal)
                ? changed.With(new CalculateOptions { Drafts = [part[Draft.Length..]] })
                : Benefit.With(await WithTableAsync(changed.Compiled.Def, part, ct));
            changed = outcome.Succeeded ? outcome.Value : throw new CommandLineException($"--what-if {part}: {outcome.Refusal.Title}");
        }

        return changed;
    }

    private static async Task<BenefitDef> WithTableAsync(BenefitDef def, string file, CancellationToken ct)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(file, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"--what-if: cannot read {file}: {e.Message}");
        }

        var faults = new FaultList();
        var table = YamlReader.Read(file, text, faults) is { } root ? TableReader.Read(root, def.Drafts, faults) : null;
        if (faults.Errors > 0 || table is null)
            throw new CommandLineException(string.Join('\n', faults.All.Where(fault => !fault.Warning)));
        if (def.Tables.All(known => known.Id != table.Id))
            throw new CommandLineException($"{file}: {def.Id} has no table {table.Id}; it has {string.Join(", ", def.Tables.Select(known => known.Id))}");
        return def with { Tables = [.. def.Tables.Select(known => known.Id == table.Id ? table : known)] };
    }
}
