namespace Rathaus.Kernel.Operations;

/// <summary>
/// Something that must always hold, checked by <c>./rathaus doctor</c> and after every crash test. Rooms register theirs as
/// singletons <c>services.AddSingleton&lt;IInvariant, X&gt;()</c> and read through <see cref="Data.InspectionDatabase"/>.
/// </summary>
public interface IInvariant
{
    /// <summary>What holds, as a sentence: <c>every case has its chain of events</c>.</summary>
    string Name { get; }

    /// <summary>One line per fault: ids, never data of persons. Nothing: it holds.</summary>
    IAsyncEnumerable<string> FaultsAsync(CancellationToken ct);
}
