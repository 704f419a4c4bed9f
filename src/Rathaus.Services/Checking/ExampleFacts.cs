using System.Text.Json.Nodes;
using Rathaus.Kernel.Ports;
using Rathaus.Services.Engine;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Checking;

/// <summary>Facts as an example tells them; what it does not tell is unknown.</summary>
internal sealed class ExampleFacts(Example example, IReadOnlyDictionary<string, FactDef> declared) : IFactSource
{
    public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        foreach (var fact in example.Facts)
        {
            if (fact.Name == question.Name && Fits(fact.With, question.Arguments) && declared.TryGetValue(fact.Name, out var definition))
                return ValueTask.FromResult(FactAnswer.Of(ExampleReader.Typed(fact.Gives, definition.Gives)));
        }

        return ValueTask.FromResult(FactAnswer.Unknown);
    }

    /// <summary>Arguments are compared from the last: <c>with: ["W-AB 123"]</c> leaves the applicant in front open.</summary>
    private static bool Fits(JsonArray? with, IReadOnlyList<JsonNode?> arguments)
    {
        if (with is null)
            return true;
        if (with.Count > arguments.Count)
            return false;
        for (var i = 1; i <= with.Count; i++)
        {
            if (Json.Scalar(with[^i]) != Json.Scalar(arguments[^i]))
                return false;
        }

        return true;
    }
}
