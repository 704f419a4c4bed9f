using Npgsql;

namespace Rathaus.Kernel.Operations;

/// <summary>One invariant after its check.</summary>
public sealed record Finding(string Invariant, IReadOnlyList<string> Faults);

/// <summary>Checks every room's invariants; also used by crash tests and after a restore.</summary>
public sealed class Doctor(IEnumerable<IInvariant> invariants)
{
    // A broken chain breaks in a million places; the first ones tell.
    private const int MostFaults = 50;

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        foreach (var invariant in invariants)
            findings.Add(new Finding(invariant.Name, await FaultsAsync(invariant, ct)));
        return findings;
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(IInvariant invariant, CancellationToken ct)
    {
        var faults = new List<string>();
        try
        {
            await foreach (var fault in invariant.FaultsAsync(ct))
            {
                faults.Add(fault);
                if (faults.Count == MostFaults)
                {
                    faults.Add("and more");
                    break;
                }
            }
        }
        catch (PostgresException unreadable)
        {
            // A damaged page must not keep the doctor from looking at the rest.
            faults.Add($"could not be examined: {unreadable.SqlState} {unreadable.MessageText}");
        }

        return faults;
    }
}
