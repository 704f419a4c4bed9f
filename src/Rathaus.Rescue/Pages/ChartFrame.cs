using System.Globalization;
using System.Text;
using Rathaus.Rescue.Features;

namespace Rathaus.Rescue.Pages;

/// <summary>Axes of a chart by hour, from zero.</summary>
internal sealed class ChartFrame(int steps, double most)
{
    public const int Width = 640;
    public const int Height = 300;
    public const int Left = 46;

    private const int Right = 12;
    private const int Top = 14;
    private const int Bottom = 44;

    private readonly double step = NiceStep(most);

    public IEnumerable<(string Line, string TextY, string Label)> Ticks
    {
        get
        {
            for (var at = 0; at * step <= Ceiling + 1e-9; at++)
            {
                var y = Y(at * step);
                yield return (string.Create(CultureInfo.InvariantCulture, $"M{Left} {y:0.#}H{Width - Right}"), Text(y + 5), (at * step).ToString("0.#", CultureInfo.InvariantCulture));
            }
        }
    }

    private double Ceiling => Math.Max(step, Math.Ceiling(most / step) * step);

    public string DayLine(int day) => string.Create(CultureInfo.InvariantCulture, $"M{X(day * 24):0.#} {Top}V{Height - Bottom + 6}");

    public string DayText(int day) => Text(X((day * 24) + 12));

    public string Line(IReadOnlyList<FanPoint> points, int level) => Path(points.Select((point, at) => (X(at + 0.5), Y(point.Levels[level]))), "M");

    /// <summary>Between two levels.</summary>
    public string Band(IReadOnlyList<FanPoint> points, int low, int high) =>
        Path(points.Select((point, at) => (X(at + 0.5), Y(point.Levels[high]))), "M") + Path(points.Select((point, at) => (X(at + 0.5), Y(point.Levels[low]))).Reverse(), "L") + "z";

    private static string Path(IEnumerable<(double X, double Y)> points, string first)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points)
            path.Append(path.Length == 0 ? first : "L").Append(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");
        return path.ToString();
    }

    private static double NiceStep(double most)
    {
        foreach (var nice in new[] { 1.0, 2, 5, 10, 20, 50, 100, 200, 500 })
        {
            if (most / nice <= 6)
                return nice;
        }

        return 1_000;
    }

    private double X(double at) => Left + (at / steps * (Width - Left - Right));

    private double Y(double value) => Height - Bottom - (value / Ceiling * (Height - Bottom - Top));

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
