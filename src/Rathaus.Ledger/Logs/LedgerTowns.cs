using System.Globalization;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Ports;

namespace Rathaus.Ledger.Logs;

/// <summary>Names of the logs of the towns of this installation.</summary>
internal sealed class LedgerTowns(ITownOffices towns, IOptions<LedgerOptions> options)
{
    /// <summary>Towns whose logs are there from the first start.</summary>
    public IReadOnlyList<TownEntry> Founding => [.. options.Value.Towns.Select(id =>
        towns.Find(id) ?? throw new InvalidOperationException($"Ledger:Towns names '{id}', which is no town of this installation"))];

    /// <summary>The town whose log takes what is of no town.</summary>
    public TownEntry? First => Founding.Count > 0 ? Founding[0] : towns.All.FirstOrDefault();

    public TownEntry Of(short number) =>
        towns.Find(number) ?? throw new InvalidOperationException($"Town {number} is not one of this installation");

    public IReadOnlyList<TownEntry> All => towns.All;

    public TownEntry? Find(string id) => towns.Find(id);

    /// <param name="number">1 for the first log of a town, then counting.</param>
    public string OriginOf(TownEntry town, DateTimeOffset begun, short number) => options.Value.Origin
        .Replace("{town}", town.Id, StringComparison.Ordinal)
        .Replace("{log}", begun.Year.ToString("D4", CultureInfo.InvariantCulture) + (number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}")),
            StringComparison.Ordinal);
}
