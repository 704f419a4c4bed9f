using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Effects;

/// <summary>The work of one case in the registers: what was read, and the statements that will be carried out.</summary>
internal sealed class RegisterWork(SqlScope town, RegisterOrder order)
{
    private readonly List<Sql> commands = [];

    public SqlScope Town => town;

    public RegisterOrder Order => order;

    public IReadOnlyList<Sql> Commands => commands;

    /// <summary>The effect that is being planned.</summary>
    public RegisterDeed Deed { get; private set; } = order.Deeds[0];

    public void Begin(RegisterDeed deed) => Deed = deed;

    public void Add(Sql command) => commands.Add(command);
}
