using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Logs;

/// <summary>
/// The membership of the region as it stands now: the file of the configuration, read again when it changed. A file that
/// cannot be read or is faulty leaves the one before in force, and says so in the log of the host.
/// </summary>
internal sealed partial class RegionPolicy(IOptions<LedgerOptions> options, ILogger<RegionPolicy> log)
{
    private static readonly TrustPolicy Nobody = Parse("quorum none\n") ?? throw new InvalidOperationException("The empty policy is one");

    private readonly Lock gate = new();
    private TrustPolicy known = Nobody;
    private DateTime read;

    /// <summary>Without a file: no witnesses.</summary>
    public TrustPolicy Current
    {
        get
        {
            if (options.Value.PolicyFile is not { } file)
                return Nobody;
            lock (gate)
                return Refresh(file);
        }
    }

    private TrustPolicy Refresh(string file)
    {
        try
        {
            var changed = File.GetLastWriteTimeUtc(file);
            if (changed == read || !File.Exists(file))
                return known;
            var text = File.ReadAllText(file);
            read = changed;
            if (TrustPolicy.TryParse(text, out var policy, out var fault))
                known = policy;
            else
                LogFaulty(log, file, fault);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            LogFaulty(log, file, wrong.GetType().Name);
        }

        return known;
    }

    private static TrustPolicy? Parse(string text) => TrustPolicy.TryParse(text, out var policy, out _) ? policy : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "The policy {File} is not in force: {Fault}")]
    private static partial void LogFaulty(ILogger logger, string file, string fault);
}
