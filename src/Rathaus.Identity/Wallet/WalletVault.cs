using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Rathaus.Identity.Wallet;

/// <summary>Seals what lies in the database under the house's key ring; a box opens for its own use only.</summary>
internal sealed class WalletVault(IDataProtectionProvider provider)
{
    public const string RequestKey = "wallet.request-key";
    public const string Person = "wallet.person";
    public const string HouseKey = "wallet.house-key";
    public const string Claims = "wallet.claims";

    public byte[] Seal(string use, byte[] plain) => provider.CreateProtector(use).Protect(plain);

    /// <exception cref="CryptographicException">Another use, or damaged.</exception>
    public byte[] Open(string use, byte[] box) => provider.CreateProtector(use).Unprotect(box);
}
