using Microsoft.AspNetCore.DataProtection;

namespace Rathaus.Cases.Data;

/// <summary>
/// Keeps the secret of a receipt for the retry that asks again with the same key: encrypted under the house's key ring,
/// beside the hash that checks it.
/// </summary>
internal sealed class SecretSeal(IDataProtectionProvider provider)
{
    private readonly IDataProtector protector = provider.CreateProtector("Rathaus.Cases.ReceiptSecret");

    public string Close(string secret) => protector.Protect(secret);

    public string Open(string sealedSecret) => protector.Unprotect(sealedSecret);
}
