using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;

namespace Rathaus.Kernel.Ports;

/// <summary>
/// The public log of a town (GovChain, docs/govchain.md): that something existed, unchanged, at this time, from this town.
/// What goes in is a commitment that says nothing without its opening. Owned by the ledger; any room may hand in.
/// </summary>
public interface IProofs
{
    /// <summary>
    /// Goes into the transaction of the event it proves (town scope); call <see cref="Wake"/> after the commit. The same key a
    /// second time changes nothing.
    /// </summary>
    Sql Submit(short municipality, ProofRequest request);

    /// <summary>There is something to integrate: no need to wait for the next look.</summary>
    void Wake();

    /// <summary>
    /// Deletes openings: from then on nobody can tell what the entries were about, not even with the document in hand. That
    /// and how many is itself an entry. Goes into the transaction that erases the documents.
    /// </summary>
    IReadOnlyList<Sql> Erase(short municipality, IReadOnlyList<string> keys);

    /// <summary>
    /// An act of administration (docs/govchain.md) whose rows belong to the region and not to a town: goes behind them into
    /// their transaction. What it was and when is proven, not who or whom.
    /// </summary>
    /// <param name="municipality">Whose administration; null: that of the installation, kept in the log of its first town.</param>
    /// <param name="act">A word such as <c>staff-roles-changed</c>; never a name or an id.</param>
    IReadOnlyList<Sql> Act(short? municipality, string act);

    /// <summary>A key of the whole house that was changed, likewise, in the log of its first town.</summary>
    /// <param name="key">Which, as a word such as <c>master-key</c>; never a key or a part of it.</param>
    IReadOnlyList<Sql> KeyChange(string key);

    /// <summary>How far a submission has come, or null: unknown or erased.</summary>
    Task<ProofState?> FindAsync(short municipality, string key, CancellationToken ct);
}

/// <summary>Types of entries that rooms of the house hand in (docs/govchain.md).</summary>
public static class ProofType
{
    public const string Notice = "notice.publish";
    public const string Certificate = "cert.issue";
    public const string Revocation = "cert.revoke";
    public const string HistoryHead = "history.head";
    public const string CatalogueRelease = "catalogue.release";
    public const string AdministratorAct = "admin.act";
    public const string KeyChange = "key.change";
}

/// <summary>Something to be proven.</summary>
/// <param name="Type">A type of entry of docs/govchain.md, for example <c>notice.publish</c>.</param>
/// <param name="DocumentHash">SHA-256 of the document, 32 bytes.</param>
/// <param name="Meta">What the proof shall say beside the document: strings, whole numbers, booleans; part of the bundle, never of the log.</param>
/// <param name="Key">Unique in the town, for example <c>notice/0199…</c>; no personal data.</param>
public sealed record ProofRequest(string Type, byte[] DocumentHash, JsonObject Meta, string Key)
{
    /// <summary>The document is public: its hash may stand in the log.</summary>
    public bool Public { get; init; }

    /// <summary>Leaf hash of the entry that this one replaces or revokes.</summary>
    public byte[]? Previous { get; init; }

    /// <summary>32 random bytes that open the commitment, when they had to be known before; else the ledger draws them.</summary>
    public byte[]? Salt { get; init; }
}

/// <summary>How far a submission has come.</summary>
/// <param name="Index">Its place in the log; null while it waits.</param>
/// <param name="Proven">A published checkpoint with enough cosignatures contains it.</param>
public sealed record ProofState(byte[] Leaf, string? Origin, long? Index, bool Proven);
