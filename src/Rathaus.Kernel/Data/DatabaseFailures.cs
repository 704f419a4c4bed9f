using Npgsql;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Data;

/// <summary>
/// The database cannot serve now: down, starting, out of connections, too slow, or its disk is full. Carries the refusal
/// that the edge answers with (503, Retry-After); what was asked may or may not have been committed when
/// <see cref="InDoubt"/> is set.
/// </summary>
public sealed class DatabaseUnavailableException(Refusal refusal, bool inDoubt, Exception inner)
    : Exception($"Database unavailable: {refusal.Code}", inner)
{
    public Refusal Refusal { get; } = refusal;

    /// <summary>The connection broke after the work was sent: only the idempotency row can tell (P3).</summary>
    public bool InDoubt { get; } = inDoubt;

    /// <summary>The server or the connection went away, as opposed to being full or overrun.</summary>
    public bool ConnectionLost => Refusal.Code is "database-unavailable" or "try-again-same-key";
}

/// <summary>A unique constraint said no. Callers that race on purpose catch this and answer from the stored row.</summary>
public sealed class UniqueViolationException(string constraint, Exception inner)
    : Exception($"Unique constraint {constraint} violated", inner)
{
    public string Constraint { get; } = constraint;
}

/// <summary>Sorts what the driver throws into outage, race and bug.</summary>
internal static class DatabaseFailures
{
    public static readonly Refusal Down = Refusal.Unavailable(
        "database-unavailable", "Der Dienst ist gerade nicht erreichbar. Bitte versuchen Sie es gleich noch einmal.", 5);

    public static readonly Refusal Overloaded = Refusal.Unavailable(
        "overloaded", "Gerade sind sehr viele Menschen hier. Bitte versuchen Sie es gleich noch einmal.", 3);

    public static readonly Refusal StorageFull = Refusal.Unavailable(
        "storage-full", "Zurzeit kann nichts gespeichert werden, weil der Speicherplatz erschöpft ist. Ihre Eingaben bleiben im Formular stehen.", 300);

    public static readonly Refusal InDoubt = Refusal.Unavailable(
        "try-again-same-key", "Wir konnten nicht feststellen, ob Ihre Eingabe gespeichert wurde. Bitte senden Sie sie unverändert noch einmal.", 5);

    public static bool Translates(Exception exception) => Translate(exception, sent: false) is not null;

    /// <summary>The exception to throw instead, or null to let the original go on (a bug, or a refusal of the database).</summary>
    public static Exception? Translate(Exception exception, bool sent) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } unique =>
            new UniqueViolationException(unique.ConstraintName ?? "", unique),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } full =>
            new DatabaseUnavailableException(StorageFull, inDoubt: false, full),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } many =>
            new DatabaseUnavailableException(Overloaded, inDoubt: false, many),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled } slow =>
            new DatabaseUnavailableException(Overloaded, inDoubt: false, slow),
        // 57P01 ends a session whose commit may have happened already; 57P03 and 53xxx came before any work.
        PostgresException { SqlState: "57P01" or "57P02" } ended =>
            new DatabaseUnavailableException(Down, sent, ended),
        PostgresException { SqlState: "57P03" or "57P04" or PostgresErrorCodes.OutOfMemory } away =>
            new DatabaseUnavailableException(Down, inDoubt: false, away),
        // The server's own files fail it: a full or broken disk under it.
        PostgresException { SqlState: ['5', '8', ..] } files =>
            new DatabaseUnavailableException(Down, sent, files),
        // Our login is refused: the operator is changing it, or the server reads its rules anew.
        PostgresException { SqlState: ['2', '8', ..] } refused =>
            new DatabaseUnavailableException(Down, inDoubt: false, refused),
        PostgresException { SqlState: ['0', '8', ..] } broken =>
            new DatabaseUnavailableException(Down, sent, broken),
        PostgresException => null,
        NpgsqlException { InnerException: TimeoutException } pool when !sent =>
            new DatabaseUnavailableException(Overloaded, inDoubt: false, pool),
        NpgsqlException lost => new DatabaseUnavailableException(sent ? InDoubt : Down, sent, lost),
        _ => null,
    };
}
