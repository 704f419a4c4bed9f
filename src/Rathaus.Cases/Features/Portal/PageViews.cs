using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui.Questions;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>What the page of one question needs.</summary>
/// <param name="ShowFaults">Faults are shown: the page was posted.</param>
internal sealed record QuestionView(
    DraftView Draft, PageState State, IReadOnlyList<FieldModel> Fields, DraftAddress Address, bool ShowFaults, RemovedEntry? Removed);

/// <summary>What check-your-answers needs.</summary>
/// <param name="Refusal">Why it could not be sent, or null.</param>
internal sealed record CheckView(DraftView Draft, DraftAddress Address, Refusal? Refusal, bool DeclarationMissing);

/// <summary>A draft that is put aside.</summary>
/// <param name="Secret">Opens it on another device; null when it belongs to an account.</param>
internal sealed record LaterView(DraftView Draft, DraftAddress Address, string? Secret);

/// <summary>Two windows changed one page: what the draft says now, and what was typed here.</summary>
internal sealed record ChangedView(
    DraftView Newer, DraftAddress Address, PageState State, IReadOnlyDictionary<string, IReadOnlyList<string>> Typed);
