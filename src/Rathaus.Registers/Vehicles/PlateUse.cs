using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Vehicles;

/// <summary>A plate in use or reserved somewhere in the region.</summary>
internal sealed record PlateRow
{
    public required string Plate { get; init; }

    public required short Town { get; init; }

    /// <summary>Null: on a vehicle.</summary>
    public DateOnly? ReservedUntil { get; init; }

    public byte[]? Holder { get; init; }

    public byte[]? Pin { get; init; }

    public bool IsFree(DateOnly today) => ReservedUntil is { } until && until < today;
}

/// <summary>Which plates are taken. E and H are not told apart: W-AB 12 and W-AB 12E never run at once.</summary>
internal static class PlateUse
{
    public static string Key(string plate)
    {
        var key = Plate.Key(plate);
        return key[^1] is 'E' or 'H' && char.IsAsciiDigit(key[^2]) ? key[..^1] : key;
    }

    public static Task<PlateRow?> FindAsync(SqlScope scope, string plate, CancellationToken ct) => scope.QuerySingleOrDefaultAsync<PlateRow>(
        "select plate, town, reserved_until, holder, pin from registers.plate_use where plate_key = @Key", new { Key = Key(plate) }, ct);

    /// <summary>Names of the holder as a hash: the region's table learns none.</summary>
    public static string HolderOf(NamedPerson? person, string? organisation) => Hash(person is null
        ? "organisation|" + Din91379.SearchForm(organisation ?? "")
        : $"person|{Din91379.SearchForm(person.FamilyName)}|{Din91379.SearchForm(person.GivenNames)}|{(person.BirthDate is { } day ? RegisterArguments.Iso(day) : "")}");

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("rathaus-plate/" + text)));

    /// <summary>The plate's subject when it may be used by the holder now, else why not.</summary>
    public static async Task<Outcome<RegisterSubject>> ClaimAsync(RegisterWork work, string plate, string holder, CancellationToken ct)
    {
        // The events first: whoever is faster after this makes this work fail on their key.
        var subject = await work.OpenAsync(RegisterNames.Plates, Key(plate), ct);
        var row = await FindAsync(work.Town, plate, ct);
        if (row is not null && !row.IsFree(work.Today)
            && (row.ReservedUntil is null || row.Holder is null || Convert.ToHexStringLower(row.Holder) != holder))
        {
            return row.ReservedUntil is null
                ? Refusal.Conflict("register.plate-taken", $"Das Kennzeichen {plate} ist schon zugeteilt.")
                : Refusal.Conflict("register.plate-taken", $"Das Kennzeichen {plate} ist für jemand anderen reserviert.");
        }

        return subject;
    }
}

/// <summary>The region's table of plates, from the events of each town.</summary>
internal sealed class PlateProjection : IProjection
{
    public const string Reserved = "reserved";
    public const string Used = "used";
    public const string Freed = "freed";

    public IReadOnlyCollection<string> Registers { get; } = [RegisterNames.Plates];

    public IReadOnlyList<Sql> Clear(string register) => ["delete from registers.plate_use where town = @Town"];

    public IReadOnlyList<Sql> Write(string register, string subject, IReadOnlyList<RegisterEvent> history)
    {
        var state = EntryState.Fold(history);
        var gone = new Sql(
            """
            delete from registers.plate_use
            where plate_key = @subject and (town = @Town or reserved_until < @Day or @TakenOver)
            """,
            new
            {
                subject,
                Day = Kernel.Time.GermanClock.DayOf(history[^1].At),
                TakenOver = (bool?)state["taken_over"] ?? false,
            });
        return history[^1].Kind == Freed
            ? [gone]
            :
            [
                gone,
                new(
                    """
                    insert into registers.plate_use (plate_key, plate, town, reserved_until, holder, pin)
                    values (@subject, @Plate, @Town, @Until::date, decode(@Holder, 'hex'), decode(@Pin, 'hex'))
                    """,
                    new
                    {
                        subject,
                        Plate = (string?)state["plate"],
                        Until = history[^1].Kind == Used ? null : (string?)state["reserved_until"],
                        Holder = (string?)state["holder"],
                        Pin = (string?)state["pin"],
                    }),
            ];
    }

    public static JsonObject Reservation(string plate, DateOnly until, string holder, string? pin) => new()
    {
        ["plate"] = plate,
        ["reserved_until"] = RegisterArguments.Iso(until),
        ["holder"] = holder,
        ["pin"] = pin is null ? null : PlateUse.Hash(plate + pin),
    };
}
