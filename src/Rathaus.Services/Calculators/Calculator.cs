namespace Rathaus.Services.Calculators;

/// <summary>
/// Advance calculator (Rechner) in a town: a few answers, benefits by law, nothing stored. A calculator with the id of a service
/// is its advance calculator; <see cref="BenefitCheck"/> computes all benefits at once.
/// </summary>
/// <param name="Form">The questions and rules; it is no service anybody applies for.</param>
public sealed record Calculator(EffectiveService Form, IReadOnlyList<CalculatorResult> Results)
{
    /// <summary>Id of the calculator that checks all benefits.</summary>
    public const string BenefitCheck = "leistungen-pruefen";

    public string Id => Form.Id;
}

/// <summary>What a calculator says about one benefit.</summary>
/// <param name="Use">Id of the computation; the steps of its chain begin with it and a point.</param>
/// <param name="Amount">The step with the amount a month.</param>
/// <param name="None">Shown when there is no amount, or empty.</param>
/// <param name="Apply">Where one applies, when the town offers no service for it.</param>
/// <param name="Service">Id of the service that applies for it, or null.</param>
/// <param name="Link">Official address of the authority, or null.</param>
/// <param name="IsCost">The amount is paid, not received.</param>
public sealed record CalculatorResult(
    string Use, Benefits.Benefit Benefit, string Amount, LocalText None, LocalText Apply, string? Service, string? Link, bool IsCost);
