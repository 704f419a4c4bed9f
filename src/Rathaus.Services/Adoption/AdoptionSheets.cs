using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>Draws up what the pages of an adoption show, from the catalogue's state, the draft and its history.</summary>
internal sealed class AdoptionSheets(Catalogue catalogue, AdoptionStore store, PublishedOverlays released, ITexts texts, IActor actor, TimeProvider time)
{
    public async Task<IReadOnlyList<AdoptionRow>> ListAsync(Municipality town, Language language, CancellationToken ct)
    {
        var snapshot = catalogue.Snapshot;
        var drafts = (await store.AllAsync(town, ct)).ToDictionary(draft => draft.Service, StringComparer.Ordinal);
        var pending = (await released.PendingOfAsync(town.Id, ct)).ToHashSet(StringComparer.Ordinal);
        var words = texts.For(language);
        return [.. snapshot.Parts.Shelf.Newest
            .Where(package => Offers(snapshot, town, package))
            .Select(package => Row(snapshot, town, package, words, drafts.GetValueOrDefault(package.Def.Id), pending))
            .OrderBy(row => row.Version is null).ThenBy(row => row.Name.German, ByName)];
    }

    public async Task<AdoptionSheet?> OpenAsync(Municipality town, string lead, string service, Language language, CancellationToken ct)
    {
        var snapshot = catalogue.Snapshot;
        var shelf = snapshot.Parts.Shelf;
        if (shelf.NewestOf(lead, service) is not { } newest || !Offers(snapshot, town, newest))
            return null;
        var words = texts.For(language);
        var row = await store.FindAsync(town, service, ct);
        var current = snapshot.Service(town.Id, service);
        var inForce = snapshot.Parts.Overlay(town.Id, service);
        var package = (row is null ? inForce is null ? newest : shelf.Match(lead, service, current?.Version ?? inForce.Version) : shelf.Match(lead, service, row.ToVersion)) ?? newest;
        var overlay = row is null
            ? inForce?.Root as MapNode ?? OverlayStart.Make(town, package.Def, time.Today(), package.Version.ToString())
            : Parse(town, row);
        var (candidate, open) = OverlayStart.Try(snapshot.Parts, town, package.Def, overlay, FileOf(town, service));
        var def = OverlayReader.Read(town.Id, FileOf(town, service), overlay, snapshot.Parts.Blocks, new FaultList());
        var plan = row is null ? null : Plan(snapshot, town, row);
        var pendingFrom = await released.PendingAsync(town.Id, service, ct);
        return new AdoptionSheet
        {
            Town = town,
            Lead = lead,
            LeadName = snapshot.Town(lead)?.Name ?? lead,
            Service = service,
            Name = current?.Name ?? newest.Def.Texts.Local(newest.Def.Service.Name),
            Summary = current?.Summary ?? newest.Def.Texts.Local(newest.Def.Service.Summary),
            Current = current,
            ReleasedHere = inForce?.File == ReleasedServices.FileOf(town, service),
            Versions = [.. shelf.VersionsOf(lead, service).Select(version => version.Version.ToString()).Reverse()],
            Draft = row is null ? null : new AdoptionDraft(
                row.Version, row.IsSubmitted ? AdoptionState.Submitted : AdoptionState.Open, row.FromVersion, row.ToVersion, row.ValidFrom, row.Note, row.ChangedAt),
            Candidate = candidate,
            Open = row is null && inForce is null ? [] : [.. open.OrderByDescending(item => item.Blocks)
                .Select(item => new OpenPoint(words[$"services.adoption.open.{item.Kind}", ("name", item.Name)], item.Blocks))],
            Settings = new OverlayForm(town, package.Def, words, snapshot.Parts).Fields(overlay),
            Fees = def is null ? [] : OverlayForm.Fees(def, package.Def),
            Texts = package.Def.OverlayPoints.Values.All(isQuestions => isQuestions) ? null : [.. Wording(package.Def, def, words)],
            QuestionPlaces = OwnQuestions.Places(package.Def),
            Questions = OwnQuestions.Of(overlay),
            Differences = plan is null || row is null ? [] : Rows(plan, row, words),
            Size = Size(snapshot, lead, service, row?.FromVersion ?? current?.Version, row?.ToVersion ?? newest.Version.ToString(), words),
            History = await store.HistoryAsync(town, service, ct),
            PendingFrom = pendingFrom,
            OverlayText = row?.Overlay ?? (inForce is null ? null : YamlWriter.Write(inForce.Root)),
            MayRelease = row is { IsSubmitted: true } && actor.StaffId is { } me && !row.Editors.Contains(me),
        };
    }

    /// <summary>The overlay of a draft.</summary>
    public static MapNode Parse(Municipality town, DraftRow row) =>
        YamlReader.Read(FileOf(town, row.Service), row.Overlay, new FaultList()) as MapNode ?? OverlayEdit.Map();

    /// <summary>The three-way difference of a draft that goes to another version, or null.</summary>
    public static UpgradePlan? Plan(CatalogueSnapshot snapshot, Municipality town, DraftRow row)
    {
        if (row.FromVersion is not { } from || from == row.ToVersion || row.Base is not { } text
            || snapshot.Parts.Shelf.Match(row.Lead, row.Service, from) is not { } before
            || snapshot.Parts.Shelf.Match(row.Lead, row.Service, row.ToVersion) is not { } after)
            return null;
        var file = FileOf(town, row.Service);
        var faults = new FaultList();
        return YamlReader.Read(file, text, faults) is { } root && OverlayReader.Read(town.Id, file, root, snapshot.Parts.Blocks, faults) is { } overlay
            ? UpgradePlan.Make(overlay, before.Def, after.Def)
            : null;
    }

    public static string FileOf(Municipality town, string service) => ReleasedServices.FileOf(town, service);

    private static StringComparer ByName => Rathaus.Services.Offers.RegionCatalogue.German;

    /// <summary>A town that has the same service from another lead does not adopt it twice.</summary>
    private static bool Offers(CatalogueSnapshot snapshot, Municipality town, PackageVersion package) =>
        snapshot.Parts.Overlay(town.Id, package.Def.Id) is not { } overlay || overlay.Lead == package.Def.Lead;

    private static AdoptionRow Row(
        CatalogueSnapshot snapshot, Municipality town, PackageVersion newest, Texts words, DraftRow? draft, HashSet<string> pending)
    {
        var package = newest.Def;
        var service = snapshot.Service(town.Id, package.Id);
        var adopted = snapshot.Parts.Overlay(town.Id, package.Id) is not null;
        var open = service is null ? adopted ? [words["services.adoption.open.unsound"]] : []
            : service.Fees.Where(fee => fee.Standing == FeeStanding.Unconfirmed)
                .Select(fee => words["services.adoption.open.fee", ("name", fee.Label.German)])
                .Concat(RateNotes.Of(service).Where(note => note.Check is not null).Select(note => $"{note.Label}: {note.Check}")).ToList();
        return new AdoptionRow(
            package.Lead, snapshot.Town(package.Lead)?.Name ?? package.Lead, package.Id, package.Texts.Local(package.Service.Name), package.Texts.Local(package.Service.Summary),
            service?.Version ?? (adopted ? snapshot.Parts.Overlay(town.Id, package.Id)!.Version : null), newest.Version.ToString(),
            Size(snapshot, package.Lead, package.Id, service?.Version, newest.Version.ToString(), words),
            OverlayStart.OfficeFor(town, package) is not null, [.. open], service?.Fees.Any(fee => fee.Standing == FeeStanding.Demo) ?? false,
            draft is null ? pending.Contains(package.Id) ? AdoptionState.Pending : AdoptionState.None : draft.IsSubmitted ? AdoptionState.Submitted : AdoptionState.Open);
    }

    private static string? Size(CatalogueSnapshot snapshot, string lead, string service, string? from, string to, Texts words)
    {
        if (from is null || from == to || snapshot.Parts.Shelf.Match(lead, service, from) is not { } before || snapshot.Parts.Shelf.Match(lead, service, to) is not { } after)
            return null;
        return new ChangeWords(words).Class(PackageComparison.Of(before.Def, after.Def).Class);
    }

    private static List<DifferenceRow> Rows(UpgradePlan plan, DraftRow row, Texts words)
    {
        var sentences = new ChangeWords(words);
        var decided = row.Decided();
        return [.. plan.Items
            .OrderBy(item => item.Outcome switch { UpgradeOutcome.Conflict => 0, UpgradeOutcome.ToSet => 1, UpgradeOutcome.Dropped => 2, UpgradeOutcome.Taken => 3, _ => 4 })
            .Select(item => new DifferenceRow(
                item.Key, sentences.Name(item, plan), sentences.Of(item, plan), item.Before, item.After, item.Ours, Enum.Parse<DifferenceOutcome>(item.Outcome.ToString()),
                item.Choices.Contains(UpgradeChoice.Ours), item.Choices.Contains(UpgradeChoice.Theirs),
                decided.TryGetValue(item.Key, out var choice) ? choice == UpgradeChoice.Ours : null))];
    }

    private static IEnumerable<TextField> Wording(PackageDef package, OverlayDef? overlay, Texts words)
    {
        foreach (var (key, lead) in PackageComparison.TextsOf(package))
        {
            var own = OverlayShow.Languages.Select(language => (language, Text: overlay?.Texts.Find(language, key)?.Text))
                .Where(one => one.Text is not null).ToDictionary(one => one.language, one => one.Text!, StringComparer.Ordinal);
            yield return new TextField(key, OverlayShow.Short(lead["de"]), words[$"services.adoption.part.{OverlayShow.TextPart(key)}"], lead, own);
        }
    }
}
