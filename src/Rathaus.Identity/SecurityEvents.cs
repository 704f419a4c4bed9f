using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity;

/// <summary>Sign-ins and changes of factors: a row in identity.event and a log line, both without names, addresses and ids of browsers.</summary>
internal sealed partial class SecurityEvents(TimeProvider time, ILogger<SecurityEvents> log)
{
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

    public void SignedIn(SignIn signIn) => LogSignedIn(log, signIn.Method, signIn.Trust, signIn.StaffId is not null);

    public void Done(string action) => LogDone(log, action);

    public void Refused(string action, string code) => LogRefused(log, action, code);

    [LoggerMessage(EventId = 3001, EventName = "signed-in", Level = LogLevel.Information, Message = "Signed in by {Method}, level {Trust}, staff {Staff}")]
    private static partial void LogSignedIn(ILogger logger, SignInMethod method, Kernel.Ports.TrustLevel trust, bool staff);

    [LoggerMessage(EventId = 3002, EventName = "identity-changed", Level = LogLevel.Information, Message = "Identity: {Action}")]
    private static partial void LogDone(ILogger logger, string action);

    [LoggerMessage(EventId = 3003, EventName = "sign-in-refused", Level = LogLevel.Warning, Message = "Identity: {Action} refused, {Code}")]
    private static partial void LogRefused(ILogger logger, string action, string code);
}
