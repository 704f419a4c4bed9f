using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>Steps in an order in which each finds what it reads.</summary>
internal static class StepOrder
{
    public static IReadOnlyList<StepDef> Sort(IReadOnlyList<StepDef> steps, FaultList faults)
    {
        var byId = new Dictionary<string, StepDef>(StringComparer.Ordinal);
        foreach (var step in steps)
            byId.TryAdd(step.Id, step);
        var sorted = new List<StepDef>(steps.Count);
        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (var step in steps)
            Visit(step);
        return sorted;

        void Visit(StepDef step)
        {
            if (state.TryGetValue(step.Id, out var done))
            {
                if (!done)
                {
                    var from = path.IndexOf(step.Id);
                    faults.Add(step.File, step.Line, $"steps read each other in a circle: {string.Join(" -> ", path.Skip(from).Append(step.Id))}");
                }

                return;
            }

            state[step.Id] = false;
            path.Add(step.Id);
            foreach (var name in step.Expressions.SelectMany(source => Identifiers.In(source.Text)).Distinct())
            {
                if (byId.TryGetValue(name, out var read))
                    Visit(read);
            }

            path.RemoveAt(path.Count - 1);
            state[step.Id] = true;
            sorted.Add(step);
        }
    }
}
