using Rathaus.Kernel.Ports;

namespace Rathaus.Ledger.Entries;

/// <summary>What kinds of entries there are. A kind is one line here and one in docs/govchain.md.</summary>
/// <param name="Name">As in the entry: one word, or two with a dot.</param>
/// <param name="Personal">It is about one person: the entry tells the hour only and its place within a batch is drawn by lot.</param>
internal sealed record EntryType(string Name, bool Personal)
{
    public const int LongestName = 64;

    private static readonly Dictionary<string, EntryType> Known = new EntryType[]
    {
        new(ProofType.Notice, Personal: true),
        new(ProofType.Certificate, Personal: true),
        new(ProofType.Revocation, Personal: true),
        new(ProofType.HistoryHead, Personal: false),
        new("file.version", Personal: false),
        new("vote.result", Personal: false),
        new(ProofType.CatalogueRelease, Personal: false),
        new(ProofType.AdministratorAct, Personal: false),
        new(ProofType.KeyChange, Personal: false),
        new("data.release", Personal: false),
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<EntryType> All => Known.Values;

    public static EntryType? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>Lower-case words with at most one dot.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name.Split('.') is { Length: 1 or 2 } words
        && words.All(static word => word.Length > 0 && word.All(static c => c is >= 'a' and <= 'z'));
}
