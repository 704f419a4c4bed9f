using System.Collections.Concurrent;
using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Towns;

namespace Rathaus.Services.Engine;

/// <summary>What the engine needs of an effective service besides what everyone may see.</summary>
internal sealed class ServiceRuntime
{
    private readonly ConcurrentBag<CelActivation> activations = [];

    public required PackageDef Def { get; init; }

    public required CompiledPackage Package { get; init; }

    public required IReadOnlyList<ParameterSetting?> Settings { get; init; }

    public required IReadOnlyDictionary<string, Areas> Areas { get; init; }

    public required IReadOnlyDictionary<string, AreaCalendar> Calendars { get; init; }

    /// <summary>Texts with expressions, by key.</summary>
    public required IReadOnlyDictionary<string, TextTemplate> Templates { get; init; }

    public required IReadOnlyDictionary<string, DocumentTemplate> Documents { get; init; }

    public required ServiceForm Form { get; init; }

    public required CelValue Town { get; init; }

    public required CelValue Office { get; init; }

    /// <summary>SHA-256 of the canonical form; empty for a calculator, which no case pins.</summary>
    public required string Hash { get; init; }

    /// <summary>Writes the canonical form, which is stored for pinned cases. Not kept: the texts of all services are larger than all else.</summary>
    public required Func<string> Canonical { get; init; }

    public IReadOnlyDictionary<string, ParameterSetting> SettingById => field ??=
        Settings.OfType<ParameterSetting>().ToDictionary(setting => setting.Def.Id, StringComparer.Ordinal);

    public CelActivation Rent() => activations.TryTake(out var activation) ? activation : Package.Environment.NewActivation();

    public void Return(CelActivation activation)
    {
        activation.Context = null;
        activation.Clear();
        if (activations.Count < 64)
            activations.Add(activation);
    }
}
