using Rathaus.Cases.Domain;
using Rathaus.Kernel.Languages;

namespace Rathaus.Cases.Features.Office;

/// <summary>Words for codes of cases; a code without a word shows itself.</summary>
internal static class CaseWords
{
    public static string Task(Texts texts, string kind) => Word(texts, "cases.office.task", kind);

    public static string TaskDetail(Texts texts, string? detail) => detail is null ? "" : Word(texts, "cases.office.task-detail", detail);

    public static string DeadlineKind(Texts texts, string kind) => Word(texts, "cases.office.deadline-kind", kind);

    public static string Document(Texts texts, string kind) => Word(texts, "cases.office.document", kind);

    public static string LeftToClerk(Texts texts, string reason) => Word(texts, "cases.office.left", reason);

    public static string Refund(Texts texts, string reason) => Word(texts, "cases.office.refund-reason", reason);

    public static string Ledger(Texts texts, string kind) => Word(texts, "cases.office.ledger", kind);

    /// <summary>Register and number of an entry: "Gewerberegister: 17/2026".</summary>
    public static string Effect(Texts texts, CaseEffect effect)
    {
        var register = Word(texts, "cases.office.register", effect.Effect.Split('.')[0]);
        var number = effect.Gives["entry_number"] ?? effect.Gives["number"];
        return number is null ? register : $"{register}: {number}";
    }

    private static string Word(Texts texts, string group, string code)
    {
        var key = $"{group}.{code}";
        return texts.Has(key) ? texts[key] : code;
    }
}
