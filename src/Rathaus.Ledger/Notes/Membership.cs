using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Ledger.Merkle;

namespace Rathaus.Ledger.Notes;

/// <summary>
/// A version of a region's file with the signatures below it (<c>#!signed NAME BASE64</c>). Members are the houses whose logs it
/// names; each signs with the key of its log. A new version counts when two thirds of the members of the one before and
/// every new member signed it.
/// </summary>
internal sealed record Membership(TrustPolicy Policy, string SignedText, IReadOnlyList<NoteSignature> Signatures)
{
    public int Version => Policy.Terms.Version;

    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(SignedText));

    /// <summary>The file.</summary>
    public override string ToString() =>
        SignedText + string.Concat(Signatures.Select(static line => RegionTerms.Signed + line.ToString()[1..]));

    public Membership With(NoteSignature line) => this with { Signatures = [.. Signatures.Where(one => one.ToString() != line.ToString()), line] };

    public static bool TryParse(string text, [NotNullWhen(true)] out Membership? membership, [NotNullWhen(false)] out string? fault)
    {
        membership = null;
        if (!TrustPolicy.TryParse(text, out var policy, out fault))
            return false;
        var at = text.StartsWith(RegionTerms.Signed, StringComparison.Ordinal) ? 0 : text.IndexOf("\n" + RegionTerms.Signed, StringComparison.Ordinal) + 1;
        var signed = at > 0 ? text[..at] : text;
        var signatures = new List<NoteSignature>();
        foreach (var line in (at > 0 ? text[at..] : "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(RegionTerms.Signed + " ", StringComparison.Ordinal) || !NoteSignature.TryParse("—" + line[RegionTerms.Signed.Length..], out var signature))
            {
                fault = "below the signatures stands something else";
                return false;
            }

            signatures.Add(signature);
        }

        if (!signed.EndsWith('\n'))
        {
            fault = "does not end with a line break";
            return false;
        }

        membership = new Membership(policy, signed, signatures);
        return true;
    }

    /// <summary>What keeps it from being in force after another version, or null.</summary>
    /// <param name="before">Null: the first that is adopted here; every member must have signed it.</param>
    public string? FaultAfter(Membership? before)
    {
        if (Version == 0)
            return "has no version: it is not a file that members sign";
        if (before is not null && (Version != before.Version + 1 || Policy.Terms.Previous is not { } hash || !TreeHash.Same(hash, before.Hash)))
            return string.Create(CultureInfo.InvariantCulture, $"does not follow version {before.Version}");
        if (before is not null && LostFrom(before.Policy) is { } lost)
            return lost;
        return QuorumRule.FaultOf(Policy) ?? UnsignedAfter(before?.Policy);
    }

    /// <summary>The hosts of open logs.</summary>
    private static HashSet<string> Members(TrustPolicy policy) =>
        OpenLogs(policy).Select(static log => HouseOf(log.Key)).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<PolicyLog> OpenLogs(TrustPolicy policy) => policy.Logs.Where(log => policy.Terms.EndOf(log.Key.Name) is null);

    private static string HouseOf(VerifierKey key) => key.Name.Split('/')[0];

    /// <summary>Old proofs stay valid: a log is ended, never dropped, and keeps its key and its end.</summary>
    private string? LostFrom(TrustPolicy before)
    {
        foreach (var log in before.Logs)
        {
            if (Policy.FindLog(log.Key.Name)?.Key != log.Key)
                return $"drops or changes the key of {log.Key.Name}; end it with {RegionTerms.Mark}closed instead";
            if (before.Terms.EndOf(log.Key.Name) is { } end && Policy.Terms.EndOf(log.Key.Name) != end)
                return $"moves the end of {log.Key.Name}";
        }

        return before.Terms.Retired.FirstOrDefault(one => !Policy.Terms.Retired.Contains(one)) is { } dropped
            ? $"drops the retired key {dropped.Key}"
            : null;
    }

    private string? UnsignedAfter(TrustPolicy? before)
    {
        var opened = NoteOpener.Open(
            new SignedNote(SignedText, Signatures), (before is null ? [] : OpenLogs(before)).Concat(OpenLogs(Policy)).Select(static log => log.Key));
        if (opened.Broken.Count > 0)
            return $"the signature of {opened.Broken[0]} does not hold";
        var (old, now) = (before is null ? [] : Members(before), Members(Policy));
        if (now.Except(old).FirstOrDefault(house => !Signed(house, Policy)) is { } silent)
            return $"{silent} is new and has not signed";
        var agreed = old.Count(house => Signed(house, before!));
        return agreed * 3 < old.Count * 2
            ? string.Create(CultureInfo.InvariantCulture, $"{agreed} of {old.Count} members signed; two thirds are needed")
            : null;

        bool Signed(string house, TrustPolicy under) => opened.Verified.Any(line =>
            HouseOf(line.Key) == house && OpenLogs(under).Any(log => log.Key == line.Key));
    }
}
