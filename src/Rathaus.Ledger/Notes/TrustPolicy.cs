using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Rathaus.Ledger.Notes;

/// <summary>A log of a policy, with the address of its tiles.</summary>
internal sealed record PolicyLog(VerifierKey Key, Uri? Address);

/// <summary>A witness of a policy, with the address it takes checkpoints at.</summary>
internal sealed record PolicyWitness(string Name, VerifierKey Key, Uri? Address);

/// <summary>At least <paramref name="Threshold"/> of the members must have seen a checkpoint; members are witnesses or groups.</summary>
internal sealed record PolicyGroup(string Name, int Threshold, IReadOnlyList<string> Members);

/// <summary>
/// Which logs count and how many witnesses it takes (C2SP tlog-policy). Whoever verifies brings a policy of their own; the one
/// in a bundle informs and decides nothing.
/// </summary>
internal sealed class TrustPolicy
{
    private const int MostLines = 1024;
    private const int MostMembers = 256;
    private const string None = "none";

    private readonly Dictionary<string, PolicyWitness> witnesses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PolicyGroup> groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> members = new(StringComparer.Ordinal);
    private readonly List<PolicyLog> logs = [];
    private string? quorum;

    private TrustPolicy(string text) => Text = text;

    /// <summary>As it was read.</summary>
    public string Text { get; }

    /// <summary>What the file says beyond C2SP's policy.</summary>
    public RegionTerms Terms { get; } = new();

    /// <summary>Name of the witness or group that decides; <c>none</c>: nobody.</summary>
    public string Quorum => quorum ?? None;

    public IReadOnlyList<PolicyLog> Logs => logs;

    public IReadOnlyCollection<PolicyWitness> Witnesses => witnesses.Values;

    public IReadOnlyCollection<PolicyGroup> Groups => groups.Values;

    /// <summary>False: <c>quorum none</c>. Nothing is ever proven to others under such a policy.</summary>
    public bool NeedsWitnesses => quorum != None;

    public PolicyLog? FindLog(string origin) => logs.Find(log => log.Key.Name == origin);

    public PolicyGroup? FindGroup(string name) => groups.GetValueOrDefault(name);

    /// <summary>Every key that may stand on a note of this policy.</summary>
    public IEnumerable<VerifierKey> Keys => logs.Select(log => log.Key).Concat(WitnessKeys);

    /// <summary>Of witnesses, with the keys they had before.</summary>
    public IEnumerable<VerifierKey> WitnessKeys =>
        witnesses.Values.Select(witness => witness.Key).Concat(Terms.Retired.Select(static retired => retired.Key));

    /// <summary>As whom a cosignature counts: the witness, or, until its end, the one whose key it was; null: for nothing.</summary>
    public VerifierKey? CountsAs(VerifiedSignature line)
    {
        if (Terms.Retired.FirstOrDefault(retired => retired.Key == line.Key) is not { } old)
            return line.Key.Type == KeyType.Witness ? line.Key : null;
        return line.Time <= old.Until ? witnesses[old.Witness].Key : null;
    }

    /// <summary>The same policy with a log that goes on for another: what is signed so is followed without a new file.</summary>
    public TrustPolicy With(KeyChange change)
    {
        if (change.FaultUnder(this) is not null || FindLog(change.Old.Name) is not { } old)
            return this;
        var address = old.Address is null ? "" : " " + new Uri(old.Address, change.New.Name[(change.New.Name.LastIndexOf('/') + 1)..]);
        var lines = string.Create(CultureInfo.InvariantCulture, $"{RegionTerms.Mark}closed {change.Old.Name} {change.Size}\nlog {change.New}{address}\n");
        return TryParse(lines + Text, out var next, out var fault) ? next : throw new InvalidOperationException(fault);
    }

    /// <summary>Whether the witnesses that cosigned are enough.</summary>
    public bool IsMet(IReadOnlySet<VerifierKey> cosigners) => quorum is not null && (quorum == None || Saw(quorum, cosigners));

    /// <param name="fault">What is wrong, with its line; for whoever wrote the file.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TrustPolicy? policy, [NotNullWhen(false)] out string? fault)
    {
        policy = null;
        fault = null;
        if (text.Any(static c => c < ' ' && c is not ('\n' or '\t') || c == '\x7f'))
        {
            fault = "holds control characters";
            return false;
        }

        var lines = text.Split('\n', MostLines + 1);
        if (lines.Length > MostLines)
        {
            fault = $"has more than {MostLines} lines";
            return false;
        }

        var read = new TrustPolicy(text);
        for (var number = 0; number < lines.Length; number++)
        {
            var words = lines[number].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || (words[0].StartsWith('#') && !words[0].StartsWith(RegionTerms.Mark, StringComparison.Ordinal)))
                continue;
            if ((words[0].StartsWith('#') ? read.Terms.Take(words, read.witnesses.Keys) : read.Take(words)) is { } wrong)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"line {number + 1}: {wrong}");
                return false;
            }
        }

        if (read.quorum is null)
        {
            fault = "names no quorum";
            return false;
        }

        policy = read;
        return true;
    }

    private string? Take(string[] words) => words switch
    {
        ["log", var key] => TakeLog(key, null),
        ["log", var key, var address] => TakeLog(key, address),
        ["witness", var name, var key] => TakeWitness(name, key, null),
        ["witness", var name, var key, var address] => TakeWitness(name, key, address),
        ["group", var name, var threshold, .. var listed] when listed.Length > 0 => TakeGroup(name, threshold, listed),
        ["quorum", var name] => TakeQuorum(name),
        _ => $"'{words[0]}' is unknown or incomplete",
    };

    private string? TakeLog(string text, string? address)
    {
        if (!VerifierKey.TryParse(text, out var key) || key.Type != KeyType.Log)
            return "no key of a log";
        if (!TryAddress(address, out var uri))
            return "no address";
        if (logs.Exists(log => log.Key.PublicKey.AsSpan().SequenceEqual(key.PublicKey)))
            return "the key is listed twice";
        logs.Add(new PolicyLog(key, uri));
        return null;
    }

    private string? TakeWitness(string name, string text, string? address)
    {
        if (!VerifierKey.TryParse(text, out var key) || key.Type != KeyType.Witness)
            return "no key of a witness";
        if (!TryAddress(address, out var uri))
            return "no address";
        if (IsTaken(name))
            return $"the name {name} is taken";
        if (witnesses.Values.Any(witness => witness.Key.PublicKey.AsSpan().SequenceEqual(key.PublicKey)))
            return "the key is listed twice";
        witnesses.Add(name, new PolicyWitness(name, key, uri));
        return null;
    }

    private string? TakeGroup(string name, string threshold, string[] listed)
    {
        if (IsTaken(name))
            return $"the name {name} is taken";
        if (listed.Length > MostMembers)
            return "too many members";
        long least = threshold switch
        {
            "any" => 1,
            "all" => listed.Length,
            _ => Decimal.TryParse(threshold, out var number) ? number : 0,
        };
        if (least < 1 || least > listed.Length)
            return $"{threshold} of {listed.Length} members cannot be asked for";
        foreach (var member in listed)
        {
            if (!witnesses.ContainsKey(member) && !groups.ContainsKey(member))
                return $"{member} is not named above";
            // In one place only: no witness counts twice.
            if (!members.Add(member))
                return $"{member} is a member already";
        }

        groups.Add(name, new PolicyGroup(name, (int)least, listed));
        return null;
    }

    private string? TakeQuorum(string name)
    {
        if (quorum is not null)
            return "a second quorum";
        if (name != None && !witnesses.ContainsKey(name) && !groups.ContainsKey(name))
            return $"{name} is not named above";
        quorum = name;
        return null;
    }

    private bool IsTaken(string name) => name == None || witnesses.ContainsKey(name) || groups.ContainsKey(name);

    // Groups name only what stands above them: this ends.
    private bool Saw(string name, IReadOnlySet<VerifierKey> cosigners) =>
        witnesses.TryGetValue(name, out var witness)
            ? cosigners.Contains(witness.Key)
            : groups[name].Members.Count(member => Saw(member, cosigners)) >= groups[name].Threshold;

    private static bool TryAddress(string? text, out Uri? address)
    {
        address = null;
        return text is null
            || (Uri.TryCreate(text, UriKind.Absolute, out address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp));
    }
}
