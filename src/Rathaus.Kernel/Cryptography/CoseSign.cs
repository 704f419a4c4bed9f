using System.Formats.Cbor;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// COSE messages with several signatures (RFC 9052 section 4.1), read only: whoever asks wants all of them to hold, so one
/// unknown signer or one wrong signature refuses the message. Codes as <see cref="CoseSign1"/>.
/// </summary>
public static class CoseSign
{
    private const int MostSigners = 16;

    /// <param name="key">Finds a signer's key by header and place; null refuses.</param>
    /// <param name="external">Data the signatures cover that travel elsewhere.</param>
    /// <returns>The payload.</returns>
    public static Outcome<byte[]> Verify(
        ReadOnlyMemory<byte> encoded, CosePolicy policy, Func<CoseHeader, int, Jwk?> key, ReadOnlyMemory<byte> external = default)
    {
        var parsed = CborNode.Parse(encoded, policy.Longest);
        if (!parsed.Succeeded)
            return parsed.Refusal;
        var message = parsed.Value.Tag == CoseNumbers.TagSign ? parsed.Value.Content! : parsed.Value;
        if (message.Kind == CborKind.Tagged || (ReferenceEquals(message, parsed.Value) && !policy.AcceptsUntagged))
            return CryptographyRefusals.Type;
        if (message.Items is not [{ Bytes: { } body }, { Kind: CborKind.Map } unprotected, { Bytes: { } payload }, { Kind: CborKind.Array } signers]
            || signers.Items.Count is 0 or > MostSigners)
            return CryptographyRefusals.Malformed;
        var members = CoseHeaders.ReadProtected(body);
        if (!members.Succeeded)
            return members.Refusal;
        if (CoseHeaders.Judge(members.Value, unprotected, policy) is { } refusal)
            return refusal;
        var bodyProtected = members.Value.Entries.Count == 0 ? [] : body;
        for (var at = 0; at < signers.Items.Count; at++)
        {
            if (Check(signers.Items[at], at, bodyProtected, payload, policy, key, external) is { } wrong)
                return wrong;
        }

        return payload;
    }

    private static Refusal? Check(
        CborNode signer, int place, byte[] bodyProtected, byte[] payload, CosePolicy policy, Func<CoseHeader, int, Jwk?> key,
        ReadOnlyMemory<byte> external)
    {
        if (signer.Items is not [var protectedHeader, var unprotectedHeader, { Bytes: { } signature }])
            return CryptographyRefusals.Malformed;
        var header = CoseHeaders.Read(protectedHeader, unprotectedHeader, policy);
        if (!header.Succeeded)
            return header.Refusal;
        if (key(header.Value, place) is not { } found)
            return CryptographyRefusals.Key;
        var signed = Signed(bodyProtected, header.Value.ProtectedBytes, external.Span, payload);
        return CoseSignatures.Verify(found, header.Value.Algorithm, signed, signature);
    }

    /// <summary>Sig_structure of RFC 9052 section 4.4 with both protected headers.</summary>
    private static byte[] Signed(byte[] bodyProtected, byte[] signProtected, ReadOnlySpan<byte> external, byte[] payload)
    {
        var writer = new CborWriter(CborConformanceMode.Canonical);
        writer.WriteStartArray(5);
        writer.WriteTextString("Signature");
        writer.WriteByteString(bodyProtected);
        writer.WriteByteString(signProtected);
        writer.WriteByteString(external);
        writer.WriteByteString(payload);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
