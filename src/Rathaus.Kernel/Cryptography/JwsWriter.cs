using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>Members of a header beside <c>alg</c>.</summary>
public sealed record JwsHeaderFields
{
    /// <summary><c>typ</c>; every use of ours has one, so that no message can stand for another.</summary>
    public string? Type { get; init; }

    /// <summary><c>kid</c>; without it the key's own name.</summary>
    public string? KeyId { get; init; }

    /// <summary>Writes the public key (<c>jwk</c>) in place of its name.</summary>
    public bool EmbedsKey { get; init; }

    /// <summary>DER, leaf first (<c>x5c</c>).</summary>
    public IReadOnlyList<byte[]> Certificates { get; init; } = [];
}

/// <summary>Writes signed messages in compact form (RFC 7515).</summary>
public static class JwsWriter
{
    /// <summary>Signs claims, by <see cref="PrivateJwk.Algorithm"/> of the key unless another is named.</summary>
    public static string Sign(PrivateJwk key, JsonObject claims, JwsHeaderFields header, string? algorithm = null) =>
        Sign(key, JsonSerializer.SerializeToUtf8Bytes(claims), header, algorithm);

    /// <summary>Signs claims of a type, for example <c>at+jwt</c>.</summary>
    public static string Sign(PrivateJwk key, JsonObject claims, string type) =>
        Sign(key, claims, new JwsHeaderFields { Type = type });

    /// <summary>Signs any bytes.</summary>
    public static string Sign(PrivateJwk key, ReadOnlySpan<byte> payload, JwsHeaderFields header, string? algorithm = null)
    {
        var used = algorithm ?? key.Algorithm;
        var signed = Base64Url.Encode(Header(key, header, used)) + "." + Base64Url.Encode(payload);
        return signed + "." + Base64Url.Encode(key.Sign(used, Encoding.ASCII.GetBytes(signed)));
    }

    private static ReadOnlySpan<byte> Header(PrivateJwk key, JwsHeaderFields fields, string algorithm)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("alg", algorithm);
        if (fields.Type is not null)
            json.WriteString("typ", fields.Type);
        if (fields.EmbedsKey)
        {
            json.WritePropertyName("jwk");
            var bare = key.Public.ToJson();
            foreach (var name in (ReadOnlySpan<string>)["kid", "alg", "use"])
                bare.Remove(name);
            bare.WriteTo(json);
        }
        else if ((fields.KeyId ?? key.Public.KeyId) is { } keyId)
        {
            json.WriteString("kid", keyId);
        }

        if (fields.Certificates.Count > 0)
        {
            json.WriteStartArray("x5c");
            foreach (var certificate in fields.Certificates)
                json.WriteBase64StringValue(certificate);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
