using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data.Cluster;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Logs;

/// <summary>
/// The membership of the region as it stands now: the file of the configuration, read again when it changed, with the changes
/// of keys that were learned since. A file that cannot be read, is faulty, or was not signed by enough of the members of the
/// version before leaves that one in force, and says so in the log of the host.
/// </summary>
internal sealed partial class RegionPolicy(IOptions<LedgerOptions> options, SecondPlace second, DataFolder folder, ILogger<RegionPolicy> log)
{
    /// <summary>Folder of the second place where statements about changed keys lie, by old origin.</summary>
    public const string KeyChanges = "keys";

    private static readonly TrustPolicy Nobody = Parse("quorum none\n") ?? throw new InvalidOperationException("The empty policy is one");

    private readonly Lock gate = new();
    private readonly string adoptedFile = Path.Combine(folder.Root, "ledger", "region.policy");
    private Membership? adopted;
    private TrustPolicy file = Nobody;
    private TrustPolicy known = Nobody;
    private (DateTime File, DateTime Changes) read;
    private bool begun;

    /// <summary>Without a file: no witnesses.</summary>
    public TrustPolicy Current
    {
        get
        {
            lock (gate)
                return Refresh();
        }
    }

    /// <summary>The signed version in force; null: there is none.</summary>
    public Membership? Adopted
    {
        get
        {
            lock (gate)
            {
                Refresh();
                return adopted;
            }
        }
    }

    /// <summary>What is wrong with the file of the configuration; null: it is in force.</summary>
    public string? Fault { get; private set; }

    private TrustPolicy Refresh()
    {
        try
        {
            if (!begun && File.Exists(adoptedFile))
                adopted = Membership.TryParse(File.ReadAllText(adoptedFile), out var kept, out var wrong)
                    ? kept
                    : throw new InvalidDataException($"{adoptedFile} is damaged: {wrong}");
            if (!begun && adopted is not null)
                known = file = adopted.Policy;
            begun = true;
            var changed = options.Value.PolicyFile is { } path && File.Exists(path) ? File.GetLastWriteTimeUtc(path) : default;
            var learned = second.ChangedAt(KeyChanges);
            if ((changed, learned) == read)
                return known;
            if (changed != read.File && changed != default)
                Take(options.Value.PolicyFile!, File.ReadAllText(options.Value.PolicyFile!));
            known = second.All(KeyChanges).Aggregate(file, static (policy, note) =>
                KeyChange.TryParse(note, out var change) && change.IsSigned(note) ? policy.With(change) : policy);
            read = (changed, learned);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            LogFaulty(log, options.Value.PolicyFile ?? adoptedFile, wrong.GetType().Name);
        }

        return known;
    }

    private void Take(string path, string text)
    {
        Fault = FaultOf(text, out var next);
        if (Fault is not null)
        {
            LogFaulty(log, path, Fault);
            return;
        }

        file = next!.Policy;
        if (next.Version == 0)
            return;
        adopted = next;
        SecondPlace.Replace(adoptedFile, next.ToString());
    }

    /// <summary>A file without a version counts as long as none with one was adopted.</summary>
    private string? FaultOf(string text, out Membership? next)
    {
        if (!Membership.TryParse(text, out next, out var fault))
            return fault;
        if (adopted is null && next.Version == 0)
            return null;

        // The same version once more, with more signatures or fewer.
        if (adopted is not null && adopted.SignedText == next.SignedText)
            return null;
        return next.FaultAfter(adopted is null ? null : adopted with { Policy = known });
    }

    private static TrustPolicy? Parse(string text) => TrustPolicy.TryParse(text, out var policy, out _) ? policy : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "The policy {File} is not in force: {Fault}")]
    private static partial void LogFaulty(ILogger logger, string file, string fault);
}
