using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>Sign-ins and changes of factors: a row in identity.event and a log line, both without names, addresses and ids of browsers.</summary>
internal sealed partial class SecurityEvents(TimeProvider time, ILogger<SecurityEvents> log, IProofs? proofs = null)
{
    private static readonly Meter Meter = new("Rathaus.Identity");

    private static readonly Counter<long> Counted =
        Meter.CreateCounter<long>("rathaus.identity.events", description: "Sign-ins, changes of factors and refusals, by action and outcome");

    /// <summary>Goes into the batch of the deed.</summary>
    public Sql Row(string action, Guid? account, Guid? staff, object? detail = null)
    {
        var now = time.GetUtcNow();
        return new Sql(
            """
            insert into identity.event (id, at, account, staff, action, detail)
            values (@Id, @At, @Account, @Staff, @Action, @Detail::jsonb)
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                At = now,
                Account = account,
                Staff = staff,
                Action = action,
                Detail = JsonSerializer.Serialize(detail ?? new { }),
            });
    }

    /// <summary>An act of administration goes into the public log too; at the end of the batch of the deed.</summary>
    public IReadOnlyList<Sql> Act(string action, short? town) => proofs?.Act(town, action) ?? [];

    public void SignedIn(SignIn signIn)
    {
        Count("signed-in", "done");
        LogSignedIn(log, signIn.Method, signIn.Trust, signIn.StaffId is not null);
    }

    public void Done(string action)
    {
        Count(action, "done");
        LogDone(log, action);
    }

    public void Refused(string action, string code)
    {
        Count(action, "refused");
        LogRefused(log, action, code);
    }

    /// <summary>Something that its person and the operators should look at.</summary>
    public void Alert(string action)
    {
        Count(action, "alert");
        LogAlert(log, action);
    }

    private static void Count(string action, string outcome) =>
        Counted.Add(1, new KeyValuePair<string, object?>("action", action), new KeyValuePair<string, object?>("outcome", outcome));

    [LoggerMessage(EventId = 3001, EventName = "signed-in", Level = LogLevel.Information, Message = "Signed in by {Method}, level {Trust}, staff {Staff}")]
    private static partial void LogSignedIn(ILogger logger, SignInMethod method, Kernel.Ports.TrustLevel trust, bool staff);

    [LoggerMessage(EventId = 3002, EventName = "identity-changed", Level = LogLevel.Information, Message = "Identity: {Action}")]
    private static partial void LogDone(ILogger logger, string action);

    [LoggerMessage(EventId = 3003, EventName = "sign-in-refused", Level = LogLevel.Warning, Message = "Identity: {Action} refused, {Code}")]
    private static partial void LogRefused(ILogger logger, string action, string code);

    [LoggerMessage(EventId = 3004, EventName = "identity-alert", Level = LogLevel.Warning, Message = "Identity: {Action}, look at it")]
    private static partial void LogAlert(ILogger logger, string action);
}
