namespace Rathaus.Kernel.Ports;

/// <summary>A document with its proof as one file (<c>rathaus-bundle/v1</c>). Owned by the ledger.</summary>
public interface IProofBundles
{
    /// <summary>The bundle as a ZIP file, or null: not proven yet, unknown, or erased.</summary>
    /// <param name="key">As it was handed in with <see cref="ProofRequest.Key"/>.</param>
    /// <param name="extension">Of the document, for example <c>pdf</c>.</param>
    /// <param name="document">The same bytes whose hash was handed in.</param>
    Task<byte[]?> MakeAsync(short municipality, string key, string extension, byte[] document, CancellationToken ct);

    /// <summary>The same inside the document itself (PDF/A-3 associated files), sealed by the town (PAdES B-B, not qualified); or null.</summary>
    /// <param name="document">A PDF file of this house.</param>
    Task<byte[]?> MakePdfAsync(short municipality, string key, byte[] document, CancellationToken ct);
}
