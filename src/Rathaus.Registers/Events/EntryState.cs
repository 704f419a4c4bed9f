using System.Text.Json.Nodes;

namespace Rathaus.Registers.Events;

/// <summary>The fold of an entry's events: later fields take the place of earlier ones; null takes a field away.</summary>
internal static class EntryState
{
    public static JsonObject Fold(IEnumerable<RegisterEvent> history)
    {
        var state = new JsonObject();
        foreach (var happened in history)
        {
            foreach (var (name, value) in happened.Body)
            {
                if (value is null)
                    state.Remove(name);
                else
                    state[name] = value.DeepClone();
            }
        }

        return state;
    }
}
