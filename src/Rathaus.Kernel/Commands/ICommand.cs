namespace Rathaus.Kernel.Commands;

/// <summary>
/// A verb of the front door (<c>./rathaus NAME …</c>) that a room brings along. Registered as a singleton in the
/// room's <c>Add…</c>; the Host lists and runs it. Exit codes: 0 done, 1 checked and found faults, 2 unusable call.
/// </summary>
public interface ICommand
{
    /// <summary>The word after <c>./rathaus</c>, for example <c>check</c>.</summary>
    string Name { get; }

    /// <summary>One English line for <c>./rathaus --help</c>.</summary>
    string Summary { get; }

    /// <summary>Several lines shown by <c>./rathaus NAME --help</c>.</summary>
    string Usage { get; }

    /// <summary>Options of this verb that take a value, with their dashes.</summary>
    IReadOnlyCollection<string> ValuedOptions => [];

    /// <summary>Options of this verb without a value, with their dashes.</summary>
    IReadOnlyCollection<string> Flags => [];

    Task<int> RunAsync(CommandLine line, CancellationToken ct);
}
