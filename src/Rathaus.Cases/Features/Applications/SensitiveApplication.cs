using System.Collections.Frozen;
using Rathaus.Identity;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Applications;

/// <summary>What an application would change that the thief of a session is after: an address in a register, a bank account.</summary>
internal static class SensitiveApplication
{
    /// <summary>Effects (catalogue/effects.yaml) that change where somebody is registered, or where mail about a vehicle goes.</summary>
    internal static readonly FrozenSet<string> AddressEffects = FrozenSet.ToFrozenSet(
        [
            "residents.register_move_in", "residents.move", "residents.move_abroad", "residents.second_dwelling", "residents.end_second_dwelling",
            "residents.change_main_dwelling", "vehicles.change_address",
        ],
        StringComparer.Ordinal);

    public static IEnumerable<SensitiveAction> ActionsOf(FormEvaluation evaluation)
    {
        if (evaluation.Effects.Any(effect => AddressEffects.Contains(effect.Effect)))
            yield return SensitiveAction.ChangeAddress;
        if (evaluation.Pages.Any(page => page.Visible && page.Questions.Any(NamesBankAccount)))
            yield return SensitiveAction.ChangeBankDetails;
    }

    private static bool NamesBankAccount(QuestionState question) => question.Visible
        && (question is { Question.Type: QuestionType.Iban, Value: not null }
            || question.Children.Any(NamesBankAccount)
            || question.Entries.Any(static entry => entry.Any(NamesBankAccount)));
}
