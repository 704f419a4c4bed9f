using System.Runtime.ExceptionServices;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Sessions;

/// <summary>
/// The actor of one request. Nobody until a session was found; when the session could not be read because the
/// database is away, asking throws that failure, while pages that never ask go on.
/// </summary>
internal sealed class SessionActor : IActor
{
    private SessionState? state;
    private ExceptionDispatchInfo? failure;

    public Guid? AccountId => State?.AccountId;

    public Guid? StaffId => State?.StaffId;

    public string? DisplayName => State?.DisplayName;

    public TrustLevel Trust => State?.Trust ?? TrustLevel.None;

    public bool Simulated => State?.Simulated ?? false;

    public ConfirmedPerson? Person => State?.Person;

    public IReadOnlyList<StaffAssignment> Assignments => State?.Assignments ?? [];

    /// <summary>Asked by the frame of every page, also of those that go on without the database.</summary>
    public ActsFor? ActsFor => failure is null ? state?.ActsFor : null;

    public DateTimeOffset? EmergencyUntil => failure is null ? state?.EmergencyUntil : null;

    internal SessionState? State
    {
        get
        {
            failure?.Throw();
            return state;
        }
    }

    internal void Become(SessionState? session)
    {
        state = session;
        failure = null;
    }

    internal void Fail(Exception exception) => failure = ExceptionDispatchInfo.Capture(exception);
}
