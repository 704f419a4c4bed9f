using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Formats;

namespace Rathaus.Identity.Phone;

/// <summary>
/// Everything a hand-over shows and checks, made from its id under a key of its own: the rolling part of the QR code, the
/// eight characters to type instead, the four digits of the phone, and the mark of a browser that read a code in time.
/// </summary>
internal sealed class HandoverCodes(MasterKey master)
{
    /// <summary>A code in a picture is this old at most before the next one; the one before still counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    public const int IdBytes = 16;

    private const int IdLength = 22;
    private const int TagLength = 8;
    private const int MarkBytes = 16;
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static string Text(byte[] id) => Base64Url.EncodeToString(id);

    /// <summary>The id if this is one, else null.</summary>
    public static byte[]? Id(string? text)
    {
        Span<byte> id = stackalloc byte[IdBytes];
        return text?.Length == IdLength && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, id, out var written)
            && written == IdBytes && Base64Url.EncodeToString(id) == text
            ? id.ToArray()
            : null;
    }

    /// <summary><c>id.window.tag</c>, as it stands behind <c>/id/h/</c>.</summary>
    public string Token(byte[] id, DateTimeOffset now)
    {
        var window = WindowOf(now);
        return $"{Text(id)}.{window}.{Tag(Text(id), window)}";
    }

    /// <summary>The id of a token of this window or the one before; null: made up, changed or too old.</summary>
    public byte[]? Read(string? token, DateTimeOffset now)
    {
        if (token is not { Length: <= 64 } || token.Split('.') is not [var text, var window, var tag] || Id(text) is not { } id)
            return null;
        var genuine = tag.Length == TagLength
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Tag(text, window)), Encoding.UTF8.GetBytes(tag));
        return genuine && (window == WindowOf(now) || window == WindowOf(now - Window)) ? id : null;
    }

    /// <summary>Eight characters for those who do not scan: <c>7K2F-9QXA</c>.</summary>
    public string Typed(byte[] id) => AccessSecret.Short(Mac("typed", id));

    /// <summary>How a typed code is found: nobody who reads the database can type it.</summary>
    public byte[] TypedHash(string? typed) => Mac("typed-hash", Encoding.ASCII.GetBytes(AccessSecret.Normalise(typed)));

    /// <summary>The four digits that the phone shows after approval.</summary>
    public string Match(byte[] id, byte[] nonce) =>
        (BinaryPrimitives.ReadUInt64BigEndian(Mac("match", [.. id, .. nonce])) % 10_000).ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>What the browser that read a code in time brings back after its sign-in.</summary>
    public string Ticket(byte[] id, DateTimeOffset until)
    {
        Span<byte> ticket = stackalloc byte[IdBytes + sizeof(long) + MarkBytes];
        id.CopyTo(ticket);
        BinaryPrimitives.WriteInt64BigEndian(ticket[IdBytes..], until.ToUnixTimeSeconds());
        Mac("ticket", ticket[..(IdBytes + sizeof(long))]).AsSpan(0, MarkBytes).CopyTo(ticket[(IdBytes + sizeof(long))..]);
        return Base64Url.EncodeToString(ticket);
    }

    /// <summary>Whether this browser read a code of this hand-over in time.</summary>
    public bool Holds(string? ticket, byte[] id, DateTimeOffset now)
    {
        Span<byte> read = stackalloc byte[IdBytes + sizeof(long) + MarkBytes];
        if (ticket is not { Length: 54 } || !Base64Url.IsValid(ticket)
            || !Base64Url.TryDecodeFromChars(ticket, read, out var written) || written != read.Length)
            return false;
        var signed = read[..(IdBytes + sizeof(long))];
        return CryptographicOperations.FixedTimeEquals(Mac("ticket", signed).AsSpan(0, MarkBytes), read[signed.Length..])
            && signed[..IdBytes].SequenceEqual(id)
            && BinaryPrimitives.ReadInt64BigEndian(signed[IdBytes..]) > now.ToUnixTimeSeconds();
    }

    private static string WindowOf(DateTimeOffset now)
    {
        var number = now.ToUnixTimeSeconds() / (long)Window.TotalSeconds;
        Span<char> text = stackalloc char[13];
        var at = text.Length;
        do
        {
            text[--at] = Digits[(int)(number % 36)];
            number /= 36;
        }
        while (number > 0);
        return new string(text[at..]);
    }

    private string Tag(string id, string window) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(id + window)))[..TagLength];

    private byte[] Mac(string use, ReadOnlySpan<byte> data) =>
        HMACSHA256.HashData(Key, (byte[])[.. Encoding.ASCII.GetBytes(use), 0, .. data]);

    private byte[] Key => master.For("identity-handover");
}
