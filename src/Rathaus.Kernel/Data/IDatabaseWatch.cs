namespace Rathaus.Kernel.Data;

/// <summary>
/// Sees every round trip of the scopes. Tests register one that fails at the n-th call to prove that an operation leaves
/// nothing half done, wherever the database goes away.
/// </summary>
public interface IDatabaseWatch
{
    /// <summary>Before anything is sent; throwing here is a connection lost before the call.</summary>
    void BeforeCall();

    /// <summary>After the database answered; throwing here is an answer lost on the way back.</summary>
    void AfterCall();
}

internal sealed class NoWatch : IDatabaseWatch
{
    public static readonly NoWatch Instance = new();

    public void BeforeCall()
    {
        // Nobody watches.
    }

    public void AfterCall()
    {
        // Nobody watches.
    }
}
