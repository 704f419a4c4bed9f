using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui.Parts;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Identity.Wallet.Pages;

/// <summary>Refusals of the wallet's pages in the language of the page; details of a credential share a sentence.</summary>
internal static class WalletWords
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "wallet.no-issuer", "wallet-request.not-found", "wallet.digits", "wallet.code", "wallet.declined", "wallet.other-person", "wallet.other-account",
        "account.closed", "account.on-hold", "session.handed-over", "credential.expired", "credential.revoked", "credential.status-unknown", "credential.issuer-unknown",
        "credential.type", "credential.query", "demo.unknown-person", "credential.not-found",
    };

    public static string Of(Texts texts, string code) =>
        texts["identity.wallet.refusal." + (Known.Contains(code) ? code.Replace('.', '-') : "other")];

    public static IReadOnlyList<SummaryFault> Summary(Texts texts, Refusal? refusal, string target, params IReadOnlyList<FieldModel> fields)
    {
        if (refusal is null)
            return [];
        var faults = SummaryFault.Of(fields);
        return faults.Count > 0 ? faults : [new SummaryFault(Of(texts, refusal.Code), target)];
    }
}
