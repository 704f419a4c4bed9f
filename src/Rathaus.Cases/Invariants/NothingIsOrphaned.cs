using System.Runtime.CompilerServices;
using Rathaus.Cases.Features.Retention;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Operations;
using Rathaus.Services;

namespace Rathaus.Cases.Invariants;

/// <summary>
/// Keys and files that no draft and no case stands behind. A fresh one is work in progress (the key is written first); an
/// old one means that the sweeping jobs do not run.
/// </summary>
internal sealed class NothingIsOrphaned(TownDatabase database, ObjectKeys keys, ICatalogue catalogue, TimeProvider time) : IInvariant
{
    private const int AtOnce = 1000;

    private static readonly TimeSpan Grace = TimeSpan.FromDays(4);

    public string Name => "no key and no file is left that belongs to nothing";

    public async IAsyncEnumerable<string> FaultsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var before = time.GetUtcNow() - Grace;
        foreach (var town in catalogue.Towns)
        {
            var scope = database.For(town.Number);
            foreach (var file in await scope.QueryAsync<Guid>(Files, new { before, AtOnce }, ct))
                yield return $"{town.Id}: file {file} belongs to nothing";
            for (var after = ""; await keys.NamesAsync(town.Number, before, after, AtOnce, ct) is { Count: > 0 } names; after = names[^1])
            {
                foreach (var name in await scope.QueryAsync<string>(RetainCases.Unused, new { Names = names.ToArray() }, ct))
                    yield return $"{town.Id}: key of {name} belongs to nothing";
            }
        }
    }

    private const string Files =
        """
        select f.id
        from kernel.file f
        where f.municipality = @Town and f.created_at < @before
          and (f.object like 'case/%' or f.object like 'upload/%' or f.object like 'draft/%')
          and not exists (select from cases.document d where d.municipality = @Town and f.id in (d.pdf, d.html, d.proven))
          and not exists (select from cases.upload u where u.municipality = @Town and u.id = f.id)
        limit @AtOnce
        """;
}
