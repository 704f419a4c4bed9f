using System.Globalization;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>The settings of an overlay as fields one types into, and back.</summary>
internal sealed class OverlayForm(Municipality town, PackageDef package, Texts words, CatalogueParts parts)
{
    /// <summary>Office, days, account and parameters.</summary>
    public IReadOnlyList<SettingField> Fields(MapNode overlay) =>
    [
        Field("office", "choice", words["services.adoption.field.office"], "", Text(overlay, "office"), true,
            [.. town.Offices.Select(office => new SettingOption(office.Id, office.Name.In(words.Language)))]),
        Field("since", "line", words["services.adoption.field.since"], words["services.adoption.limit.date"], SettingText.Day(Text(overlay, "since"))),
        Field("until", "line", words["services.adoption.field.until"], words["services.adoption.limit.until"], SettingText.Day(Text(overlay, "until"))),
        .. package.Parameters.Select(parameter => Parameter(parameter, OverlayEdit.Find(overlay, "parameters", parameter.Id))),
        Field("bank.holder", "line", words["services.adoption.field.holder"], words["services.adoption.limit.bank"], Text(overlay, "bank", "holder")),
        Field("bank.iban", "line", words["services.adoption.field.iban"], "", Text(overlay, "bank", "iban")),
        Field("bank.bic", "line", words["services.adoption.field.bic"], "", Text(overlay, "bank", "bic")),
    ];

    public static IReadOnlyList<FeeField> Fees(OverlayDef overlay, PackageDef package) => [.. package.Fees.Positions.Select(fee =>
    {
        var own = overlay.Fees.GetValueOrDefault(fee.Id) ?? overlay.Fees.GetValueOrDefault("all");
        var standing = own is null ? fee.Source == FeeSource.Law ? FeeStanding.Confirmed : FeeStanding.Unconfirmed
            : own.Demo ? FeeStanding.Demo : FeeStanding.Confirmed;
        return new FeeField(fee.Id, fee.Label.German, fee.Basis, fee.Source == FeeSource.Law, standing, own?.By ?? "", own?.On is { } day ? SettingText.Day(day) : "");
    })];

    /// <summary>Puts what was posted into the overlay; what was not touched keeps its form.</summary>
    public MapNode Read(MapNode overlay, IReadOnlyDictionary<string, string> posted, List<FieldFault> faults)
    {
        foreach (var field in Fields(overlay))
        {
            if (!posted.TryGetValue(field.Name, out var raw) || raw.Trim().ReplaceLineEndings("\n") == field.Value.ReplaceLineEndings("\n"))
                continue;
            raw = raw.Trim();
            if (field.Name.StartsWith("p.", StringComparison.Ordinal))
                overlay = Parameter(overlay, package.Parameters.First(parameter => parameter.Id == field.Name[2..]), raw, field, faults);
            else if (field.Name is "since" or "until")
                overlay = Day(overlay, field, raw, faults);
            else if (field.Name == "office")
                overlay = town.FindOffice(raw) is null ? Wrong(overlay, field, faults) : OverlayEdit.Set(overlay, OverlayEdit.Scalar(raw), "office");
            else
                overlay = OverlayEdit.Set(overlay, raw.Length == 0 ? null : OverlayEdit.Scalar(raw), "bank", field.Name[5..]);
        }

        overlay = Bank(overlay, faults);
        return Fees(overlay, posted, faults);
    }

    private SettingField Parameter(ParameterDef def, Node? set)
    {
        var limits = string.Join(" · ", new[]
        {
            def.From is null && def.To is null ? "" : words["services.adoption.limit.range", ("from", SettingText.Number(def.From ?? "…")), ("to", SettingText.Number(def.To ?? "…"))],
            def.Unit ?? "",
            def.Type switch
            {
                ParameterType.Months => words["services.adoption.limit.months"],
                ParameterType.Options => words["services.adoption.limit.options"],
                ParameterType.Date => words["services.adoption.limit.date"],
                ParameterType.Money or ParameterType.Decimal or ParameterType.Integer => words["services.adoption.limit.dated"],
                _ => "",
            },
            def.Default is null
                ? words[def.Optional ? "services.adoption.limit.optional" : "services.adoption.limit.needed"]
                : words["services.adoption.limit.default", ("value", OverlayShow.Parameter(def, def.Default))],
            def.When is { } when ? words["services.adoption.limit.when", ("condition", when.Text)] : "",
        }.Where(part => part.Length > 0));
        IReadOnlyList<SettingOption> options = def.Type switch
        {
            ParameterType.Choice => [.. def.Of.Select(option => new SettingOption(option.Id, option.Label.IsEmpty ? option.Id : option.Label.In(words.Language)))],
            ParameterType.YesNo => [new("true", words["ui.q.yes"]), new("false", words["ui.q.no"])],
            ParameterType.Areas or ParameterType.Calendar => [.. Files().Select(file => new SettingOption(file, file))],
            _ => [],
        };
        if (options.Count > 0 && (def.Default is not null || def.Optional))
            options = [new SettingOption("", words["services.adoption.default"]), .. options];
        return Field(
            $"p.{def.Id}", options.Count > 0 ? "choice" : def.Type == ParameterType.Options ? "lines" : "line", def.Label, limits,
            SettingText.Of(def, set), def is { Default: null, Optional: false, When: null }, options);
    }

    private IEnumerable<string> Files()
    {
        var folder = $"municipalities/{town.Id}/";
        return parts.Files.Keys.Where(path => path.StartsWith(folder + "areas/", StringComparison.Ordinal)).Select(path => path[folder.Length..]);
    }

    private MapNode Parameter(MapNode overlay, ParameterDef def, string raw, SettingField field, List<FieldFault> faults)
    {
        if (raw.Length == 0)
            return OverlayEdit.Set(overlay, null, "parameters", def.Id);
        var trial = new FaultList();
        if (SettingText.Node(def, raw) is not { } node || Rules.ParameterValues.Read(def, node, byTown: true, trial) is null)
            return Wrong(overlay, field, faults);
        return OverlayEdit.Set(overlay, node, "parameters", def.Id);
    }

    private MapNode Day(MapNode overlay, SettingField field, string raw, List<FieldFault> faults)
    {
        if (raw.Length == 0)
            return OverlayEdit.Set(overlay, null, field.Name);
        return SettingText.TryDay(raw, out var day)
            ? OverlayEdit.Set(overlay, OverlayEdit.Scalar(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), field.Name)
            : Wrong(overlay, field, faults);
    }

    private MapNode Bank(MapNode overlay, List<FieldFault> faults)
    {
        var (holder, iban) = (Text(overlay, "bank", "holder"), Text(overlay, "bank", "iban"));
        if (holder.Length == 0 && iban.Length == 0)
            return OverlayEdit.Set(overlay, null, "bank");
        if (holder.Length == 0)
            faults.Add(new FieldFault("bank.holder", "required", words["services.adoption.fault.holder"]));
        if (!Iban.Parse(iban).Succeeded)
            faults.Add(new FieldFault("bank.iban", "iban", words["services.adoption.fault.iban"]));
        return overlay;
    }

    private MapNode Fees(MapNode overlay, IReadOnlyDictionary<string, string> posted, List<FieldFault> faults)
    {
        if (package.Fees.Positions.All(fee => !posted.ContainsKey($"f.{fee.Id}")))
            return overlay;
        var all = OverlayEdit.Find(overlay, "fees", "all");
        var fees = new List<(string, Node?)>();
        foreach (var fee in package.Fees.Positions)
        {
            var before = OverlayEdit.Find(overlay, "fees", fee.Id) ?? all;
            var (by, on) = (posted.GetValueOrDefault($"f.{fee.Id}.by", "").Trim(), posted.GetValueOrDefault($"f.{fee.Id}.on", "").Trim());
            switch (posted.GetValueOrDefault($"f.{fee.Id}"))
            {
                case "demo":
                    fees.Add((fee.Id, OverlayEdit.Map(("demo", OverlayEdit.Scalar("true")))));
                    break;
                case "confirmed" when by.Length > 0 && SettingText.TryDay(on, out var day):
                    fees.Add((fee.Id, OverlayEdit.Map(("confirmed", OverlayEdit.Map(
                        ("by", OverlayEdit.Scalar(by)), ("on", OverlayEdit.Scalar(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))))))));
                    break;
                case "confirmed" when fee.Source != FeeSource.Law || by.Length + on.Length > 0:
                    faults.Add(new FieldFault($"f.{fee.Id}.by", "required", words["services.adoption.fault.confirmed", ("fee", fee.Label.German)]));
                    fees.Add((fee.Id, before));
                    break;
                case null:
                    fees.Add((fee.Id, before));
                    break;
            }
        }

        var kept = fees.Where(fee => fee.Item2 is not null).ToList();
        return OverlayEdit.Set(overlay, kept.Count == 0 ? null : OverlayEdit.Map(kept), "fees");
    }

    private MapNode Wrong(MapNode overlay, SettingField field, List<FieldFault> faults)
    {
        faults.Add(new FieldFault(field.Name, "value", words["services.adoption.fault.value", ("name", field.Label), ("limits", field.Limits)]));
        return overlay;
    }

    private static SettingField Field(
        string name, string kind, string label, string limits, string value, bool required = false, IReadOnlyList<SettingOption>? options = null) =>
        new(name, kind, label, limits, value, required, options ?? []);

    private static string Text(MapNode overlay, params ReadOnlySpan<string> path) => (OverlayEdit.Find(overlay, path) as ScalarNode)?.Text ?? "";
}
