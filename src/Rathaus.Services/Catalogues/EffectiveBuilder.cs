using System.Security.Cryptography;
using System.Text;
using Rathaus.Cel;
using Rathaus.Services.Documents;
using Rathaus.Services.Engine;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;
using Rathaus.Services.Towns;

namespace Rathaus.Services.Catalogues;

/// <summary>Town's files an overlay may name, as text by path below the town's folder.</summary>
internal delegate string? TownFile(string path);

/// <summary>Makes one effective service of package and overlay; everything undeclared is refused.</summary>
internal sealed class EffectiveBuilder
{
    private readonly Municipality town;
    private readonly PackageDef package;
    private readonly OverlayDef overlay;
    private readonly TownFile files;
    private readonly IReadOnlyDictionary<string, FactDef> facts;
    private readonly ProgramCache cache;
    private readonly FaultList faults;
    private readonly TextTable texts;

    private EffectiveBuilder(
        Municipality town, PackageDef package, OverlayDef overlay, TownFile files, IReadOnlyDictionary<string, FactDef> facts,
        ProgramCache cache, FaultList faults)
    {
        this.town = town;
        this.package = package;
        this.overlay = overlay;
        this.files = files;
        this.facts = facts;
        this.cache = cache;
        this.faults = faults;
        texts = package.Texts.Over(overlay.Texts);
    }

    /// <returns>The service, or null when something is wrong (then there are faults).</returns>
    public static EffectiveService? Build(
        Municipality town, PackageDef package, OverlayDef overlay, TownFile files, IReadOnlyDictionary<string, FactDef> facts,
        ProgramCache cache, FaultList faults) =>
        new EffectiveBuilder(town, package, overlay, files, facts, cache, faults).Build();

    private EffectiveService? Build()
    {
        var before = faults.Errors;
        if (!overlay.Adopts(package.Version))
            faults.Add(overlay.File, 1, $"adopts {overlay.Lead}/{overlay.Service}@{overlay.Version}, but the package is {package.Version}");
        // A pinned service (reloaded, without lines) outlives its office: the town's first one takes its place.
        var office = town.FindOffice(overlay.Office) ?? (overlay.Root.Line == 0 ? town.Offices[0] : null);
        if (office is null && overlay.Office.Length > 0)
            faults.Add(overlay.File, 1, $"{town.Id} has no office {overlay.Office}");
        OverlayTexts();
        AppointmentOffices(office);
        var pages = Pages();
        var asItIs = overlay.Questions.Count == 0 && ReferenceEquals(texts, package.Texts);
        var parts = asItIs ? cache.Parts(package, () => Parts(pages)) : Parts(pages);
        if (parts is null || faults.Errors > before || office is null)
            return null;
        var compiled = parts.Compiled;

        var settings = Settings(compiled);
        var (areas, calendars) = TownData(settings);
        var fees = Fees();
        if (faults.Errors > before)
            return null;

        var form = new FormBuilder(texts, settings).Build(pages, parts.Form);
        // Nobody applies for a calculator: no case pins it.
        Func<string> canonical = package.Lead == Calculators.CalculatorLoader.Lead
            ? () => ""
            : () => CanonicalForm.Write(town, package, overlay, areas, calendars, facts);
        var runtime = new ServiceRuntime
        {
            Def = package,
            Package = compiled,
            Settings = settings,
            Areas = areas,
            Calendars = calendars,
            Templates = parts.Templates,
            Documents = parts.Documents,
            Form = form,
            Town = TownValues.Town(town),
            Office = TownValues.Office(office),
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical()))),
            Canonical = canonical,
        };
        return new ServiceAssembly(town, package, overlay, office, texts).Assemble(runtime, form, fees, settings);
    }

    /// <summary>The town has the offices appointments are made at. For a pinned service the service's own steps in.</summary>
    private void AppointmentOffices(Office? own)
    {
        if (own is null || overlay.Root.Line == 0)
            return;
        foreach (var appointment in package.Process.Appointments.Where(one => ServiceAssembly.OfficeOf(town, one.Office, own) is null))
            faults.Add(overlay.File, 1, $"{town.Id} has no office of the id or kind {appointment.Office} for the appointment {appointment.Id}");
    }

    private PackageParts? Parts(List<PageDef> pages)
    {
        var compiled = PackageCompiler.Compile(package, pages, RuleLibrary.For(package, facts, cache), cache, faults);
        if (compiled is null)
            return null;
        var scope = new Scope($"texts of {package.Folder}", compiled.Environment, cache, faults);
        return new PackageParts(
            compiled, Templates(pages, scope), DocumentCompiler.Compile(package, facts, scope), new FormBuilder(texts, []).Build(pages));
    }

    private void OverlayTexts()
    {
        if (overlay.TextsLine is { } line && package.OverlayPoints.Values.All(isQuestions => isQuestions))
        {
            faults.Add(overlay.File, line, "the package opens no texts to towns");
            return;
        }

        var own = new TextTable();
        foreach (var ((language, key), value) in overlay.Texts.All)
        {
            // Translations of the town's own questions stand at those questions.
            if (value.File == overlay.File && !key.StartsWith("questions.", StringComparison.Ordinal))
                own.TryAdd(language, key, value);
        }

        TextFiles.Unknown(own, TextKeys.Of(package), faults);
    }

    private List<PageDef> Pages()
    {
        var pages = package.Pages.ToList();
        foreach (var (point, line, questions) in overlay.Questions)
        {
            if (!package.OverlayPoints.TryGetValue(point, out var isQuestions) || !isQuestions)
            {
                faults.Add(overlay.File, line, $"{point} is no overlay point for questions");
                continue;
            }

            var at = pages.FindIndex(page => page.OverlayPoint == point || page.Questions.Any(question => question.OverlayPoint == point));
            if (at < 0)
            {
                faults.Add(overlay.File, line, $"no page or question has the overlay point {point}");
                continue;
            }

            var page = pages[at];
            var after = page.Questions.ToList().FindIndex(question => question.OverlayPoint == point);
            var merged = page.Questions.ToList();
            merged.InsertRange(after < 0 ? merged.Count : after + 1, questions);
            pages[at] = page with { Questions = merged };
        }

        return pages;
    }

    private List<ParameterSetting?> Settings(CompiledPackage compiled)
    {
        foreach (var entry in overlay.Parameters.Where(entry => package.Parameters.All(parameter => parameter.Id != entry.Key)))
            faults.Add(entry.Value.File, entry.Line, $"the package declares no parameter {entry.Key}");

        var settings = new ParameterSetting?[package.Parameters.Count];
        for (var i = 0; i < settings.Length; i++)
        {
            var def = package.Parameters[i];
            var set = overlay.Parameters.FirstOrDefault(entry => entry.Key == def.Id);
            if ((set?.Value ?? def.Default) is { } node)
                settings[i] = ParameterValues.Read(def, node, byTown: set is not null, faults);
        }

        Conditions(compiled, settings);
        return [.. settings];
    }

    /// <summary>Parameters whose condition never holds must not be set; those whose condition holds on some day must be.</summary>
    private void Conditions(CompiledPackage compiled, ParameterSetting?[] settings)
    {
        var days = settings.OfType<ParameterSetting>().SelectMany(setting => setting.Dated).Select(dated => dated.From)
            .Append(DateOnly.MinValue).Append(overlay.Since ?? DateOnly.MinValue).Distinct().Order().ToList();
        var uses = package.Parameters.Select(def => Applies(compiled, settings, def, days)).ToList();
        for (var i = 0; i < settings.Length; i++)
        {
            var def = package.Parameters[i];
            if (uses[i] is not { } applies)
                continue;
            var set = overlay.Parameters.FirstOrDefault(entry => entry.Key == def.Id);
            if (!applies.Contains(true) && set is not null)
                faults.Add(new SourceFault(set.Value.File, set.Line, $"{def.Id} is not used here: {def.When?.Text} does not hold") { About = $"unused:{def.Id}" });
            if (applies.Contains(true) && settings[i] is null && !def.Optional && set is null)
                faults.Add(new SourceFault(overlay.File, 1, $"parameter {def.Id} must be set") { About = $"parameter:{def.Id}" });
            if (!def.Optional && settings[i] is { } setting && FirstWithout(setting, applies, days) is { } day)
                faults.Add(set?.Value.File ?? def.File, set?.Line ?? def.Line, $"{def.Id} has no value on {day:yyyy-MM-dd}");
            if (!applies.Contains(true))
                settings[i] = null;
        }
    }

    /// <summary>Whether the parameter is used from each of the days on, or null: its condition is faulty.</summary>
    private List<bool>? Applies(CompiledPackage compiled, ParameterSetting?[] settings, ParameterDef def, List<DateOnly> days)
    {
        if (def.When is not { } when)
            return [.. days.Select(_ => true)];
        if (new Scope($"parameters of {package.Folder}", compiled.Environment, cache, faults).Compile(when, CelType.Bool) is not { } program)
            return null;
        foreach (var read in program.Variables.Where(read => package.Parameters.All(parameter => parameter.Id != read)))
            faults.Add(when.File, when.Line, $"when of a parameter reads parameters only, not {read}");
        var activation = compiled.Environment.NewActivation();
        var applies = new List<bool>();
        foreach (var day in days)
        {
            for (var i = 0; i < settings.Length; i++)
                activation[compiled.Slots.Parameters[i]] = settings[i]?.On(day)?.Value ?? (package.Parameters[i].Optional ? CelValue.OptionalNone : CelValue.Error("not set"));
            applies.Add(program.Evaluate(activation) is { Kind: CelKind.Bool, AsBool: true });
        }

        return applies;
    }

    /// <summary>The first day on which the parameter begins to be used (or the service to be offered) and has no value.</summary>
    private DateOnly? FirstWithout(ParameterSetting setting, List<bool> applies, List<DateOnly> days)
    {
        for (var i = 0; i < days.Count; i++)
        {
            var begins = i > 0 && !applies[i - 1];
            if (applies[i] && (begins || days[i] == overlay.Since) && setting.On(days[i]) is null)
                return days[i];
        }

        return null;
    }

    private (Dictionary<string, Areas> Areas, Dictionary<string, AreaCalendar> Calendars) TownData(List<ParameterSetting?> settings)
    {
        var areas = new Dictionary<string, Areas>(StringComparer.Ordinal);
        var calendars = new Dictionary<string, AreaCalendar>(StringComparer.Ordinal);
        foreach (var setting in settings.OfType<ParameterSetting>().Where(setting => setting.File is not null))
        {
            var place = overlay.Parameters.FirstOrDefault(entry => entry.Key == setting.Def.Id)?.Value;
            if (files(setting.File!) is not { } text)
            {
                faults.Add(place?.File ?? overlay.File, place?.Line ?? 1, $"{town.Id} has no file {setting.File}");
                continue;
            }

            var file = $"municipalities/{town.Id}/{setting.File}";
            if (setting.Def.Type == ParameterType.Areas)
                areas[setting.Def.Id] = Areas.Read(file, text, faults);
            else
                calendars[setting.Def.Id] = AreaCalendar.Read(file, text, faults);
        }

        foreach (var (id, calendar) in calendars)
        {
            var areasId = package.Parameters.First(parameter => parameter.Id == id).Areas ?? areas.Keys.FirstOrDefault();
            if (areasId is null || !areas.TryGetValue(areasId, out var set))
                faults.Add(overlay.File, 1, $"the calendar {id} needs the areas its dates are for");
            else
                foreach (var name in calendar.Names.Where(name => !set.Names.Contains(name)))
                    faults.Add(overlay.File, 1, $"the calendar {id} names {name}, which is no area of {areasId}");
        }

        return (areas, calendars);
    }

    private List<FeePosition> Fees()
    {
        foreach (var (id, confirmation) in overlay.Fees)
        {
            if (id != "all" && package.Fees.Positions.All(fee => fee.Id != id))
                faults.Add(overlay.File, confirmation.Line, $"the package has no fee {id}");
        }

        return [.. package.Fees.Positions.Select(fee =>
        {
            var confirmation = overlay.Fees.GetValueOrDefault(fee.Id) ?? overlay.Fees.GetValueOrDefault("all");
            var standing = confirmation is null
                ? fee.Source == FeeSource.Law ? FeeStanding.Confirmed : FeeStanding.Unconfirmed
                : confirmation.Demo && fee.Source != FeeSource.Law ? FeeStanding.Demo : FeeStanding.Confirmed;
            return new FeePosition(fee.Id, texts.Local(fee.Label), fee.Basis, fee.Booking, fee.Source, standing, confirmation?.By, confirmation?.On);
        })];
    }

    private Dictionary<string, TextTemplate> Templates(List<PageDef> pages, Scope scope)
    {
        var templates = new Dictionary<string, TextTemplate>(StringComparer.Ordinal);
        foreach (var source in TextKeys.Templated(package, pages))
        {
            var local = texts.Local(source);
            if (TextTemplate.Needed(local))
                templates[source.Key] = TextTemplate.Compile(local, source, texts, scope);
        }

        return templates;
    }
}
