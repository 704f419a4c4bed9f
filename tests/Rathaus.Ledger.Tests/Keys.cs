using System.Security.Cryptography;
using System.Text;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Tests;

/// <summary>Keys of tests: always the same for the same name.</summary>
internal static class Keys
{
    public static SignerKey LogKey(string name) => SignerKey.Of(name, KeyType.Log, SHA256.HashData(Encoding.UTF8.GetBytes("log " + name)));

    public static SignerKey WitnessKey(string name) =>
        SignerKey.Of(name, KeyType.Witness, SHA256.HashData(Encoding.UTF8.GetBytes("witness " + name)));
}
