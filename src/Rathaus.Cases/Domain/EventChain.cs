using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Cases.Domain;

/// <summary>An event as it lies in the database.</summary>
/// <param name="Body">JSON text exactly as hashed.</param>
internal sealed record RecordedEvent(
    int Sequence, string Kind, DateTimeOffset At, CaseActor Actor, string Body, byte[] Hash)
{
    private CaseEvent? parsed;

    /// <summary>The event itself, read from the body on first use.</summary>
    public CaseEvent Event => parsed ??= EventCodec.Read(Kind, Body);

    public static RecordedEvent Create(
        short municipality, CaseNumber number, int sequence, byte[] previous, CaseEvent happened, CaseActor actor, DateTimeOffset at)
    {
        var (kind, body) = EventCodec.Write(happened);
        var instant = EventChain.ToDatabasePrecision(at);
        var hash = EventChain.Hash(previous, municipality, number.Text, sequence, kind, instant, actor, body);
        return new RecordedEvent(sequence, kind, instant, actor, body, hash) { parsed = happened };
    }
}

/// <summary>
/// The hash chain over a case's events: SHA-256 over the previous hash and the canonical event. Canonical are, in this
/// order: town, case number, sequence, kind, instant (UTC, microseconds), kind, id and name of the actor, body; each as
/// UTF-8 behind its length (4 bytes, big-endian). Lengths make every field's border unambiguous.
/// </summary>
internal static class EventChain
{
    /// <summary>What stands before the first event.</summary>
    public static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    public static byte[] Hash(
        byte[] previous, short municipality, string number, int sequence, string kind, DateTimeOffset at, CaseActor actor, string body)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(previous);
        Append(sha, municipality.ToString(CultureInfo.InvariantCulture));
        Append(sha, number);
        Append(sha, sequence.ToString(CultureInfo.InvariantCulture));
        Append(sha, kind);
        Append(sha, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Append(sha, actor.Kind.ToString());
        Append(sha, actor.Id?.ToString("D") ?? "");
        Append(sha, actor.Name ?? "");
        Append(sha, body);
        return sha.GetHashAndReset();
    }

    /// <summary>The database keeps microseconds; what is hashed must be what comes back.</summary>
    public static DateTimeOffset ToDatabasePrecision(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>The first event whose hash or number does not fit, or null when the chain is whole.</summary>
    public static int? FirstBreak(short municipality, CaseNumber number, IEnumerable<RecordedEvent> events)
    {
        var previous = Genesis;
        var expected = 1;
        foreach (var recorded in events)
        {
            var hash = Hash(previous, municipality, number.Text, recorded.Sequence, recorded.Kind, recorded.At,
                recorded.Actor, recorded.Body);
            if (recorded.Sequence != expected || !hash.AsSpan().SequenceEqual(recorded.Hash))
                return expected;
            previous = recorded.Hash;
            expected++;
        }

        return null;
    }

    private static void Append(IncrementalHash sha, string text)
    {
        Span<byte> length = stackalloc byte[4];
        var size = Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteInt32BigEndian(length, size);
        sha.AppendData(length);
        if (size <= 512)
        {
            Span<byte> small = stackalloc byte[512];
            Encoding.UTF8.GetBytes(text, small);
            sha.AppendData(small[..size]);
        }
        else
        {
            sha.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }
}
