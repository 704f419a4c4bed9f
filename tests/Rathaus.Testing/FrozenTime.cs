namespace Rathaus.Testing;

/// <summary>A clock that stands still until a test moves it. Default: Monday, 2 March 2026, 10:00 in Wuppertal.</summary>
public sealed class FrozenTime(DateTimeOffset? start = null) : TimeProvider
{
    private DateTimeOffset now = start ?? new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;

    public void Set(DateTimeOffset to) => now = to.ToUniversalTime();
}
