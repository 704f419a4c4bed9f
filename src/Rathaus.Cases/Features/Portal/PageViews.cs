using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui.Questions;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>What the page of one question needs.</summary>
internal sealed record QuestionView(DraftView Draft, PageState State, IReadOnlyList<FieldModel> Fields, DraftAddress Address);

/// <summary>What check-your-answers needs.</summary>
/// <param name="Refusal">Why it could not be sent, or null.</param>
internal sealed record CheckView(DraftView Draft, DraftAddress Address, Refusal? Refusal, bool DeclarationMissing);

/// <summary>A draft that is put aside.</summary>
/// <param name="Secret">Opens it on another device; null when it belongs to an account.</param>
internal sealed record LaterView(DraftView Draft, DraftAddress Address, string? Secret);

/// <summary>Two windows changed one page.</summary>
/// <param name="Newer">What the draft says now.</param>
/// <param name="Mine">What it would say with what was typed here.</param>
/// <param name="Page">Id of the page.</param>
/// <param name="Fields">What was typed here, as posted.</param>
internal sealed record ChangedView(
    DraftView Newer, DraftView Mine, string Page, DraftAddress Address, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields);
