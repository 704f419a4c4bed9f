using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Identity;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Account;

/// <summary>What a document of a granted case says as a credential: which documents, the packages say; only about the account's own person.</summary>
internal sealed class CredentialFacts(CaseEvaluation evaluation)
{
    /// <summary>What the package says about a document of a granted case; null: it becomes no credential.</summary>
    public static DocumentCredential? CredentialOf(OpenedCase opened, Guid document, string kind)
    {
        var state = opened.Case;
        if (state.Outcome is not (CaseOutcome.Granted or CaseOutcome.PartlyGranted) || state.Notice?.Sent is null)
            return null;
        var process = opened.Service.Process;
        var issue = opened.History.Select(recorded => recorded.Event).OfType<DocumentIssued>().FirstOrDefault(one => one.Document == document);
        var id = issue is not null ? process.Issues.FirstOrDefault(rule => rule.Id == issue.Issue)?.DocumentId
            : state.Notice.Id == document ? process.Letters.GetValueOrDefault("granted")
            : kind == "permit" ? process.PermitDocument
            : null;
        return id is null ? null : opened.Service.FindDocument(id)?.Credential;
    }

    /// <summary>The case is this account's, and the holder is the person of the account as far as that is known.</summary>
    public static bool IsOwn(OpenedCase opened, DocumentCredential credential, Guid account) =>
        opened.Case.Account == account
        && opened.Case.Answers[credential.Holder] is JsonObject holder
        && (opened.Case.Person is not { } person
            || (Same(person.FamilyName, Text(holder, "family_name")) && Same(person.GivenNames, Text(holder, "given_names"))));

    /// <summary>What the credential rests on.</summary>
    public static string SourceOf(Case state, Guid document) => $"{state.Number.Text}/{document:N}";

    public async Task<CredentialOrder> OrderAsync(OpenedCase opened, Guid document, DocumentCredential credential, Guid account, CancellationToken ct)
    {
        var facts = await FactsAsync(opened, credential, ct);
        return new CredentialOrder
        {
            Account = account,
            Source = SourceOf(opened.Case, document),
            Type = credential.Type,
            Town = opened.Town.OfficialName,
            Facts = facts,
            Until = facts.TryGetValue("valid.until", out var until) && MapDay(until) is { } day ? day : null,
            Simulated = opened.Case.Simulated,
        };
    }

    private async Task<Dictionary<string, string>> FactsAsync(OpenedCase opened, DocumentCredential credential, CancellationToken ct)
    {
        var state = opened.Case;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                facts[name] = value;
        }

        var holder = state.Answers[credential.Holder] as JsonObject;
        foreach (var name in (ReadOnlySpan<string>)["family_name", "given_names", "birth_date"])
            Add($"holder.{name}", Text(holder, name));
        if (!facts.ContainsKey("holder.birth_date") && state.Person is { } person)
            Add("holder.birth_date", Day(person.BirthDate));
        if (credential.Address is { } question && state.Answers[question] is JsonObject address)
        {
            foreach (var name in (ReadOnlySpan<string>)["street", "post_code", "town"])
                Add($"address.{name}", Text(address, name));
            Add("address.number", Text(address, "number") + Text(address, "suffix"));
        }

        Add("number", state.Permit?.PermitNumber ?? state.Number.Text);
        Add("subject", CaseSubject.PlateOf(opened.Service, state.Answers));
        if (state.Permit is { } permit)
        {
            Add("valid.from", Day(permit.From));
            Add("valid.until", permit.Until == DateOnly.MaxValue ? null : Day(permit.Until));
            var result = await evaluation.EvaluateAsync(opened, Language.German, null, ct);
            Add("zone", result.Steps.FirstOrDefault(step => step.Id.StartsWith("zone", StringComparison.Ordinal))?.Display);
        }

        foreach (var effect in state.Effects)
        {
            Add("effect.number", Text(effect.Gives, "number"));
            Add("valid.until", Text(effect.Gives, "until"));
        }

        return facts;
    }

    private static bool Same(string known, string? said) => said is not null && Din91379.SearchForm(known) == Din91379.SearchForm(said);

    private static string? Text(JsonObject? members, string name) =>
        members?[name] is { } node && node.GetValueKind() == System.Text.Json.JsonValueKind.String ? node.GetValue<string>() : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? MapDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
