namespace Rathaus.Kernel.Data;

/// <summary>
/// What a room does once the schema stands and before the host listens: seed demo data, make a first key. Runs at every
/// start of a host, one host of the region at a time, so it looks first whether anything is to do. In order of registration.
/// </summary>
public interface IStartTask
{
    Task RunAsync(CancellationToken ct);
}
