using System.Globalization;

namespace Rathaus.Rescue.Queueing;

/// <summary>Hours of the week that are planned as one, as expert reports cut them.</summary>
/// <param name="Hours">Of the week from Monday 0 h, 0 to 167.</param>
internal sealed record ShiftClass(string Name, double ShiftHours, IReadOnlyList<int> Hours)
{
    public static IReadOnlyList<ShiftClass> Usual { get; } =
    [
        new("Mo-Fr 7-19", 12, [.. Enumerable.Range(0, 120).Where(Day)]),
        new("Mo-Fr 19-7", 12, [.. Enumerable.Range(0, 120).Where(hour => !Day(hour))]),
        new("Sa", 24, [.. Enumerable.Range(120, 24)]),
        new("So/Feiertag", 24, [.. Enumerable.Range(144, 24)]),
    ];

    private static bool Day(int hour) => hour % 24 is >= 7 and < 19;
}

/// <summary>What a sizing is asked for.</summary>
/// <param name="CallsPerHour">By hour of the week.</param>
/// <param name="OccupationHours">Mean from alarm to free.</param>
/// <param name="Longer">P(occupation &gt; u), u in hours.</param>
/// <param name="Variation">Squared coefficient of variation of the occupation.</param>
/// <param name="LeastReturnShifts">NRW: the risk case may come back once in so many shifts.</param>
/// <param name="MostWaiting">Erlang, hypercube, simulation: share of calls that may find nobody free.</param>
/// <param name="Use">Frequency-dependent: share of the hours a vehicle may be out.</param>
internal sealed record SizingQuestion(
    IReadOnlyList<double> CallsPerHour, double OccupationHours, Func<double, double> Longer, double Variation = 1,
    double LeastReturnShifts = 10, double MostWaiting = 0.05, double Use = 0.7);

/// <summary>One shift class with the numbers of vehicles of four methods.</summary>
/// <param name="MeanLoad">Vehicles out in the mean of the class: calls an hour times occupation.</param>
/// <param name="PeakLoad">Highest quarter of an hour of M_t/G/∞.</param>
/// <param name="Risk">NRW, risk-dependent.</param>
/// <param name="Frequency">NRW, frequency-dependent (for transports that can wait).</param>
/// <param name="Erlang">At the peak load, not at the mean.</param>
/// <param name="ErlangWaitSeconds">Mean wait of a call with that many.</param>
/// <param name="Hypercube">Null: no places are known.</param>
/// <param name="Simulation">Null: not asked for.</param>
/// <param name="Reasons">German sentences: why the numbers differ.</param>
internal sealed record SizingRow(
    string Class, double ShiftHours, double CallsPerHour, double MeanLoad, double PeakLoad, RiskRow Risk, IReadOnlyList<RiskRow> RiskAround, int Frequency,
    int Erlang, double ErlangWaitSeconds, int? Hypercube, int? Simulation, IReadOnlyList<string> Reasons);

/// <summary>
/// Four ways to say how many vehicles a time needs, beside one another (specs/rescue.md section 7): the expert reports' return time
/// and use, Erlang C on the load that moves, the hypercube with places, and the simulation with everything.
/// </summary>
internal static class SizingComparison
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    /// <param name="hypercube">Fewest vehicles by the hypercube for a class; null: no places are known.</param>
    /// <param name="simulation">Fewest vehicles by simulation for a class; null: not asked for.</param>
    public static IReadOnlyList<SizingRow> Of(SizingQuestion question, Func<ShiftClass, double, int>? hypercube = null, Func<ShiftClass, int>? simulation = null)
    {
        if (question.CallsPerHour.Count != 168 || question.CallsPerHour.Any(calls => !(calls >= 0 && double.IsFinite(calls))))
            throw new ArgumentException("168 hours of the week, each with zero or more calls", nameof(question));
        if (!(question.OccupationHours > 0))
            throw new ArgumentException("an occupation above zero", nameof(question));
        var load = LoadCurve.OfWeek(question.CallsPerHour, question.Longer);
        return [.. ShiftClass.Usual.Select(shift => Row(question, shift, load, hypercube, simulation))];
    }

    private static SizingRow Row(SizingQuestion question, ShiftClass shift, double[] load, Func<ShiftClass, double, int>? hypercube, Func<ShiftClass, int>? simulation)
    {
        var calls = shift.Hours.Average(hour => question.CallsPerHour[hour]);
        var sizing = new RiskSizing(calls, question.OccupationHours, shift.ShiftHours);
        var risk = sizing.FewestFor(question.LeastReturnShifts);
        var peak = shift.Hours.Max(hour => Quarters(load, hour).Max());
        var frequency = FrequencySizing(question, shift, load);
        var erlang = Queueing.Erlang.ServersFor(peak, question.MostWaiting);
        var cube = hypercube?.Invoke(shift, calls);
        var simulated = simulation?.Invoke(shift);
        return new SizingRow(
            shift.Name, shift.ShiftHours, calls, sizing.Load, peak, risk, [.. Enumerable.Range(Math.Max(0, risk.Vehicles - 1), 3).Select(sizing.Row)],
            frequency, erlang, Queueing.Erlang.MeanWait(erlang, peak, question.Variation) * question.OccupationHours * 3_600, cube, simulated,
            Reasons(question, sizing, risk, peak, frequency, erlang, cube, simulated));
    }

    /// <summary>Frequency-dependent: in each hour as many as keep the use below its limit; the class needs its busiest hour.</summary>
    private static int FrequencySizing(SizingQuestion question, ShiftClass shift, double[] load) =>
        shift.Hours.Max(hour => (int)Math.Ceiling((Quarters(load, hour).Average() / question.Use) - 1e-9));

    private static IEnumerable<double> Quarters(double[] load, int hour) => load.Skip(hour * LoadCurve.StepsAnHour).Take(LoadCurve.StepsAnHour);

    private static List<string> Reasons(SizingQuestion question, RiskSizing sizing, RiskRow risk, double peak, int frequency, int erlang, int? cube, int? simulated)
    {
        static string Text(FormattableString text) => text.ToString(German);
        var waits = Erlang.Waiting(risk.Vehicles, sizing.Load);
        var reasons = new List<string>
        {
            Text($"Risikoabhängig: Mehr als {risk.Vehicles} Einsätze zugleich kommen im Mittel alle {risk.ReturnShifts:0.#} Schichten vor (verlangt {question.LeastReturnShifts:0.#}). Gerechnet wird mit der mittleren Last {sizing.Load:0.00} der ganzen Schichtklasse; Spitzen in ihr und Wege sieht das Verfahren nicht."),
            Text($"Frequenzabhängig: {frequency} Fahrzeuge halten die Auslastung in der stärksten Stunde unter {question.Use:P0}. Das Verfahren passt für Fahrten, die warten können; für Notfälle sagt es nichts über das Risiko."),
        };
        reasons.Add(Text($"Erlang C: {erlang} Fahrzeuge, damit höchstens {question.MostWaiting:P0} der Einsätze warten, bei der höchsten Last {peak:0.00} (M_t/G/∞)."));
        if (erlang > risk.Vehicles)
            reasons.Add(Text($"Erlang verlangt mehr als das Risikoverfahren, weil die Spitze {(sizing.Load > 0 ? peak / sizing.Load : 1):0.0}-mal so hoch ist wie das Mittel und Wartende die Fahrzeuge zusätzlich binden."));
        else if (erlang < risk.Vehicles)
            reasons.Add(Text($"Das Risikoverfahren verlangt mehr als Erlang: Mit {risk.Vehicles} Fahrzeugen warten im Mittel nur {waits:P2} der Einsätze; die Wiederkehrzeit ist hier die strengere Forderung."));
        if (cube is { } places)
        {
            reasons.Add(places == erlang
                ? "Hypercube: dieselbe Zahl wie Erlang; dass benachbarte Wachen einander vertreten, ändert die Zahl der Fahrzeuge nicht, wohl aber, wer wie oft fährt."
                : Text($"Hypercube: {places} Fahrzeuge bei mittlerer Last der Schichtklasse und den Wachen, wie sie liegen; die Spitze der Stunde ist darin nicht enthalten."));
        }

        if (simulated is { } found)
        {
            reasons.Add(found > erlang
                ? Text($"Simulation: {found}, mehr als Erlang: Anfahrten von entfernten Wachen, Schichtwechsel und Schwankungen, die größer sind als Poisson, binden Fahrzeuge länger.")
                : found < erlang
                    ? Text($"Simulation: {found}, weniger als Erlang: Die höchste Last hält nur kurz an; über die ganze Schichtklasse warten trotzdem höchstens {question.MostWaiting:P0}.")
                    : Text($"Simulation: {found}, dieselbe Zahl wie Erlang an der Spitze."));
        }

        return reasons;
    }
}
