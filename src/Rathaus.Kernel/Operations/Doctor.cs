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
        {
            var faults = new List<string>();
            await foreach (var fault in invariant.FaultsAsync(ct))
            {
                faults.Add(fault);
                if (faults.Count == MostFaults)
                {
                    faults.Add("and more");
                    break;
                }
            }

            findings.Add(new Finding(invariant.Name, faults));
        }

        return findings;
    }
}
