using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>Header rules of RFC 9052 section 3, shared by messages with one and with several signatures.</summary>
internal static class CoseHeaders
{
    public static Outcome<CoseHeader> Read(CborNode protectedNode, CborNode unprotected, CosePolicy policy)
    {
        if (protectedNode.Bytes is not { } protectedBytes || unprotected.Kind != CborKind.Map)
            return CryptographyRefusals.Malformed;
        var members = ReadProtected(protectedBytes);
        if (!members.Succeeded)
            return members.Refusal;
        if (Judge(members.Value, unprotected, policy) is { } refusal)
            return refusal;
        var algorithm = members.Value[CoseNumbers.LabelAlgorithm]
            ?? (policy.AcceptsUnprotectedAlgorithm ? unprotected[CoseNumbers.LabelAlgorithm] : null);
        if (algorithm?.Integer is not { } number || !policy.Algorithms.Contains(number))
            return CryptographyRefusals.Algorithm;
        var keyId = members.Value[CoseNumbers.LabelKeyId] ?? unprotected[CoseNumbers.LabelKeyId];
        return new CoseHeader
        {
            Algorithm = number,
            KeyId = keyId?.Bytes,
            Protected = members.Value,
            Unprotected = unprotected,
            // Section 4.4: a protected header without members is signed as the empty string, whichever way it was sent.
            ProtectedBytes = members.Value.Entries.Count == 0 ? [] : protectedBytes,
        };
    }

    /// <summary>The map inside the protected bytes; an empty string is an empty map.</summary>
    public static Outcome<CborNode> ReadProtected(byte[] protectedBytes) =>
        CborNode.Parse(protectedBytes.Length == 0 ? new byte[] { 0xA0 } : protectedBytes)
            .Then<CborNode>(node => node.Kind == CborKind.Map ? node : CryptographyRefusals.Malformed);

    public static Outcome<byte[]> Payload(CborNode content, ReadOnlyMemory<byte>? detached) => (content, detached) switch
    {
        ({ Bytes: { } carried }, null) => carried,
        ({ Kind: CborKind.Null }, { } elsewhere) => elsewhere.ToArray(),
        _ => CryptographyRefusals.Malformed,
    };

    public static Refusal? Judge(CborNode protectedMembers, CborNode unprotected, CosePolicy policy)
    {
        foreach (var (key, _) in protectedMembers.Entries.Concat(unprotected.Entries))
        {
            if (key.Integer is null && key.Text is null)
                return CryptographyRefusals.Malformed;
        }

        foreach (var (key, _) in protectedMembers.Entries)
        {
            if (key.Integer is { } label ? unprotected[label] is not null : unprotected[key.Text!] is not null)
                return CryptographyRefusals.Header;
        }

        if (unprotected[CoseNumbers.LabelCritical] is not null)
            return CryptographyRefusals.Header;
        return protectedMembers[CoseNumbers.LabelCritical] is { } critical
            && (critical.Items.Count == 0 || !critical.Items.All(item => item.Integer is { } label
                && policy.Understands.Contains(label) && protectedMembers[label] is not null))
            ? CryptographyRefusals.Header
            : null;
    }
}
