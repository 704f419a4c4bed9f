using Rathaus.Kernel.Data;

namespace Rathaus.Registers.Events;

/// <summary>What lists and facts read of a register: written from the events alone, never read while writing.</summary>
internal interface IProjection
{
    IReadOnlyCollection<string> Registers { get; }

    /// <summary>Statements that empty it for a town and one of its registers.</summary>
    IReadOnlyList<Sql> Clear(string register);

    /// <summary>Statements that make the subject's rows what its events say; the same again changes nothing.</summary>
    IReadOnlyList<Sql> Write(string register, string subject, IReadOnlyList<RegisterEvent> history);
}
