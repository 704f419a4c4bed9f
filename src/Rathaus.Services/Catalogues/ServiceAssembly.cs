using Rathaus.Services.Engine;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Catalogues;

/// <summary>Puts the parts of an effective service together.</summary>
internal sealed class ServiceAssembly(Municipality town, PackageDef package, OverlayDef overlay, Office office, TextTable texts)
{
    public EffectiveService Assemble(
        ServiceRuntime runtime, ServiceForm form, IReadOnlyList<FeePosition> fees, IReadOnlyList<ParameterSetting?> settings)
    {
        var service = package.Service;
        return new EffectiveService(runtime, texts)
        {
            Town = town,
            Id = package.Id,
            Lead = package.Lead,
            Version = package.Version.ToString(),
            Hash = runtime.Hash,
            Name = texts.Local(service.Name),
            Summary = texts.Local(service.Summary),
            Page = new ServicePage(
                Section("who"), Section("prerequisites"), Section("documents"), Section("duration"), Section("fee"), Section("steps")),
            Leika = service.Leika,
            LegalBases = service.Basis,
            Words = service.Words,
            Authority = new Authority(service.AuthorityKind, service.AuthorityWhere, texts.Local(service.AuthorityWhy)),
            Office = office,
            Trust = service.Trust,
            TrustBasis = service.TrustBasis,
            WrittenForm = service.WrittenForm,
            Applicants = service.Applicants,
            Representation = service.Representation,
            RepresentationBasis = service.RepresentationBasis,
            Remedy = service.Remedy,
            Retention = service.Retention,
            Form = form,
            Advice = service.Advice is { } advice ? new Advice(texts.Local(advice.Where), advice.Link) : null,
            Fees = fees,
            Process = Process(),
            Documents = [.. package.Documents.Select(document => new ServiceDocument(document.Id, document.Kind, Title(document), document.Credential))],
            Parameters = [.. settings.OfType<ParameterSetting>().Select(setting => new ParameterValue(
                setting.Def.Id, setting.Def.Label, setting.Def.Type == ParameterType.Money, setting.SetByTown, Rates(setting)))],
            Standards = service.Standards,
            Signers = [.. service.Signers.Select(signer => new SignerRule(signer.Id, texts.Local(signer.Label), texts.Local(signer.Why), signer.Trust))],
            Bank = overlay.Bank ?? town.Bank,
            Since = overlay.Since,
            Until = overlay.Until,
        };
    }

    /// <summary>An office of the town by id, else the first of that kind; without a name the service's own.</summary>
    public static Office? OfficeOf(Municipality town, string? name, Office own) => name is null
        ? own
        : town.FindOffice(name) ?? town.Offices.FirstOrDefault(office => office.Kinds.Contains(name));

    private static IReadOnlyList<ParameterRate> Rates(ParameterSetting setting) => setting.Dated.Count == 0
        ? [new ParameterRate(null, setting.Display, null, null, null)]
        : [.. setting.Dated.Select(dated => new ParameterRate(dated.From, dated.Setting.Display, dated.Source, dated.KnownUntil, dated.Check))];

    public static LocalText Title(DocumentDef document) => new(
        document.Texts["de"].Title, document.Texts.GetValueOrDefault("en")?.Title, document.Texts.GetValueOrDefault("de-einfach")?.Title);

    private IReadOnlyList<LocalText> Section(string key) =>
        [.. package.Service.Page.GetValueOrDefault(key, []).Select(Sentence)];

    /// <summary>A list of one may be translated by a single sentence.</summary>
    private LocalText Sentence(TextSource source)
    {
        var single = source.Key.EndsWith(".0", StringComparison.Ordinal) ? source.Key[..^2] : source.Key;
        string? Find(string language) => (texts.Find(language, source.Key) ?? texts.Find(language, single))?.Text;
        return new LocalText(Find("de") ?? source.German, Find("en"), Find("de-einfach"));
    }

    private ServiceProcess Process()
    {
        var process = package.Process;
        return new ServiceProcess
        {
            HasAutomaticDecision = process.GrantWhen is not null || process.RefuseWhen is not null,
            MayNeedFourEyes = process.FourEyesAlways || process.FourEyes is not null,
            Payment = process.Payment,
            PermitDocument = process.Permit?.Document,
            PermitNumber = process.Permit?.Number ?? false,
            Letters = process.Letters,
            Deadlines = [.. process.Deadlines.Select(deadline => new DeadlineRule(
                deadline.Id, texts.Local(deadline.Label), deadline.Start, deadline.Length, deadline.Unit, deadline.DeemedGranted, deadline.Basis))],
            Appointments = [.. process.Appointments.Select(appointment => new AppointmentRule(
                appointment.Id, texts.Local(appointment.Label), texts.Local(appointment.Say), OfficeOf(town, appointment.Office, office) ?? office,
                appointment.Minutes, appointment.At))],
            Issues = [.. process.Issues.Select(issue => new IssueRule(issue.Id, issue.Document))],
            Effects = [.. process.Effects.Select(effect => effect.Effect).Distinct()],
            ExpectedWorkdays = process.ExpectedWorkdays,
        };
    }
}
