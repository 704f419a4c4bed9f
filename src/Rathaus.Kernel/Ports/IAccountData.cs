using System.Text.Json.Nodes;

namespace Rathaus.Kernel.Ports;

/// <summary>
/// What a room keeps about an account: handed out by the export (Art. 15, 20 GDPR) and given up when the account is deleted
/// (Art. 17 GDPR). Every room with data of accounts registers one.
/// </summary>
public interface IAccountData
{
    /// <summary>Name of the part in the export: <c>cases</c>.</summary>
    string Part { get; }

    /// <summary>Everything about the account as JSON; readable by machines and by the person.</summary>
    Task<JsonNode> ExportAsync(Guid account, CancellationToken ct);

    /// <summary>
    /// Deletes what may go at once, and cuts the tie between the account and what the law keeps. Runs before the account itself
    /// is closed; called again after a failure, it finishes.
    /// </summary>
    Task DeleteAsync(Guid account, CancellationToken ct);
}
