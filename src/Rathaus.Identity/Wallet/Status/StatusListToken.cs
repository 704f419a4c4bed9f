using System.IO.Compression;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Wallet.Status;

/// <summary>The content of a status list (Token Status List): values of 1, 2, 4 or 8 bits, the first in the lowest bits of a byte.</summary>
internal sealed class StatusBits
{
    /// <summary>Unpacked: two million one-bit places and more.</summary>
    private const int MostBytes = 4_194_304;

    private readonly byte[] bytes;
    private readonly int bits;

    private StatusBits(byte[] bytes, int bits)
    {
        this.bytes = bytes;
        this.bits = bits;
    }

    public int Count => bytes.Length * 8 / bits;

    /// <summary>0 is valid, everything else is not. Null: there is no such place.</summary>
    public int? this[int place] => place >= 0 && place < Count
        ? (bytes[(int)((long)place * bits / 8)] >> (place * bits % 8)) & ((1 << bits) - 1)
        : null;

    /// <summary>One bit each, all valid.</summary>
    public static StatusBits Of(int places, IEnumerable<int> revoked)
    {
        var bytes = new byte[(places + 7) / 8];
        foreach (var place in revoked)
            bytes[place / 8] |= (byte)(1 << (place % 8));
        return new StatusBits(bytes, 1);
    }

    public JsonObject ToJson()
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zip.Write(bytes);
        return new JsonObject { ["bits"] = bits, ["lst"] = Base64Url.Encode(packed.ToArray()) };
    }

    /// <summary>The member <c>status_list</c>; null when it is broken or unpacks to more than this house takes.</summary>
    public static StatusBits? Parse(JsonNode? member)
    {
        var bits = member.Whole("bits");
        if (bits is not (1 or 2 or 4 or 8) || !Base64Url.TryDecode(member.Text("lst") ?? "", out var packed))
            return null;
        try
        {
            using var zip = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var part = new byte[16_384];
            for (var read = zip.Read(part); read > 0; read = zip.Read(part))
            {
                if (plain.Length + read > MostBytes)
                    return null;
                plain.Write(part, 0, read);
            }

            return new StatusBits(plain.ToArray(), (int)bits.Value);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>The signed list as it travels: <c>statuslist+jwt</c>.</summary>
internal static class StatusListToken
{
    public const string Type = "statuslist+jwt";

    public const string MediaType = "application/statuslist+jwt";

    /// <summary>Long enough for lists of other houses.</summary>
    private const int Longest = 4_194_304;

    private static readonly JwsPolicy Policy = new()
    {
        Algorithms = [JoseAlgorithms.Es256], Types = [Type], AcceptsCertificates = true, Longest = Longest,
    };

    /// <param name="Ttl">Seconds for which a reader may keep it.</param>
    internal sealed record Content(StatusBits Bits, DateTimeOffset Until, long Ttl);

    public static string Sign(HouseKey key, string address, StatusBits bits, DateTimeOffset now, TimeSpan keep) => key.Sign(
        new JsonObject
        {
            ["sub"] = address,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + keep + keep).ToUnixTimeSeconds(),
            ["ttl"] = (long)keep.TotalSeconds,
            ["status_list"] = bits.ToJson(),
        },
        Type);

    /// <summary>Null: not signed by the issuer of the credential, about another address, out of date or broken.</summary>
    public static Content? Read(string compact, string address, Func<JoseHeader, Jwk?> key, DateTimeOffset now)
    {
        var read = JwsReader.Verify(compact, Policy, key);
        if (!read.Succeeded)
            return null;
        var claims = read.Value.Claims;
        var seconds = now.ToUnixTimeSeconds();
        if (claims.Text("sub") != address || claims.Integer("iat") is not { } made || made > seconds + 60
            || (claims.Member("exp") is not null && !(claims.Integer("exp") > seconds))
            || claims.Member("status_list") is not { } list || StatusBits.Parse(WalletJson.Node(list)) is not { } bits)
            return null;
        var ttl = claims.Integer("ttl") is > 0 and <= 86_400 and var told ? told : 300;
        var until = now.AddSeconds(ttl);
        if (claims.Integer("exp") is { } ends && ends < until.ToUnixTimeSeconds())
            until = DateTimeOffset.FromUnixTimeSeconds(ends);
        return new Content(bits, until, ttl);
    }
}
