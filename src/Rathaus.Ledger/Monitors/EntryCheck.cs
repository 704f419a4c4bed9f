using System.Buffers.Binary;
using System.Globalization;
using Rathaus.Ledger.Entries;

namespace Rathaus.Ledger.Monitors;

/// <summary>Looks at the entries of others: form, town, time. What they are about cannot be seen, and that is right.</summary>
internal static class EntryCheck
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    /// <summary>An entry about a person tells the hour only, and an entry may wait a while for its place.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(65);

    /// <summary>Takes a bundle apart; null: it is none of so many entries.</summary>
    public static IReadOnlyList<byte[]>? Split(ReadOnlySpan<byte> bundle, int count)
    {
        var entries = new List<byte[]>(count);
        while (bundle.Length >= 2 && entries.Count < count)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle);
            if (bundle.Length < 2 + length)
                return null;
            entries.Add(bundle.Slice(2, length).ToArray());
            bundle = bundle[(2 + length)..];
        }

        return entries.Count == count ? entries : null;
    }

    /// <param name="org">Whose entries these are; empty: not known yet.</param>
    /// <param name="notBefore">The log was seen without the entry then.</param>
    /// <param name="notAfter">The log was cosigned with it then.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? FaultOf(byte[] bytes, long index, string org, DateTimeOffset? notBefore, DateTimeOffset notAfter)
    {
        if (!LedgerEntry.TryParse(bytes, out var entry))
            return string.Create(CultureInfo.InvariantCulture, $"Entry {index} has not the form rathaus-entry/v1");
        if (EntryType.Find(entry.Type) is not { } type)
            return string.Create(CultureInfo.InvariantCulture, $"Entry {index} is of the unknown type {entry.Type}");
        if (org.Length > 0 && entry.Org != org)
            return string.Create(CultureInfo.InvariantCulture, $"Entry {index} is of {entry.Org} in the log of {org}");
        if (type.Personal && (entry.Time % LedgerEntry.PersonalSeconds != 0 || entry.PublicHash is not null))
            return string.Create(CultureInfo.InvariantCulture, $"Entry {index} tells more about a person than it may");
        if (entry.At > notAfter + Early)
            return string.Create(CultureInfo.InvariantCulture, $"Entry {index} is dated ahead: {entry.At:u}");
        return entry.At < notBefore - Late
            ? string.Create(CultureInfo.InvariantCulture, $"Entry {index} is back-dated: {entry.At:u}")
            : null;
    }
}
