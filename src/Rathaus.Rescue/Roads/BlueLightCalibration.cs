using Rathaus.Rescue.Forecasting;

namespace Rathaus.Rescue.Roads;

/// <summary>A drive that was recorded, beside the seconds the roads say it takes by road class.</summary>
/// <param name="ByClass">Seconds on each class, in the order of the calibration's classes.</param>
internal sealed record DriveRecord(double[] ByClass, TimeBlock Block, double Seconds);

/// <summary>What was fitted.</summary>
/// <param name="Factors">By class and block: what the road's seconds are multiplied with.</param>
/// <param name="Sigma">Of the logarithm of driven over computed time, from the middle of its spread.</param>
/// <param name="Median">Of driven over computed time after the fit, with its tenths.</param>
internal sealed record CalibrationResult(
    IReadOnlyList<string> Classes, IReadOnlyDictionary<TimeBlock, double[]> Factors, IReadOnlyDictionary<TimeBlock, int> Drives, double Sigma, double Median, double P10, double P90,
    double MedianBefore);

/// <summary>
/// Fits the blue-light profile to missions (specs/rescue.md section 8): minimises Σ |log(driven / computed)| over factors of the road
/// classes in four parts of the day, held to 1 by a ridge. Reweighted least squares on the logarithms of the factors.
/// </summary>
internal static class BlueLightCalibration
{
    private const int MostSteps = 60;

    /// <param name="ridge">Drives' worth of belief in factor 1.</param>
    public static CalibrationResult Fit(IReadOnlyList<string> classes, IReadOnlyList<DriveRecord> drives, double ridge = 5)
    {
        if (drives.Count == 0)
            throw new RescueFileException("there is no drive to calibrate by");
        if (drives.Any(drive => drive.ByClass.Length != classes.Count || !(drive.Seconds > 0) || !(drive.ByClass.Sum() > 0)))
            throw new ArgumentException("a drive has seconds on each class and takes time", nameof(drives));
        var factors = new Dictionary<TimeBlock, double[]>();
        var residuals = new List<double>();
        foreach (var block in TimeBlocks.All)
        {
            var own = drives.Where(drive => drive.Block == block).ToList();
            var logs = Block(own, classes.Count, ridge);
            factors[block] = [.. logs.Select(Math.Exp)];
            residuals.AddRange(own.Select(drive => Residual(drive, logs)));
        }

        residuals.Sort();
        var middle = At(residuals, 0.5);
        var spread = residuals.Select(residual => Math.Abs(residual - middle)).Order().ToList();
        var before = drives.Select(drive => Residual(drive, new double[classes.Count])).Order().ToList();
        return new CalibrationResult(
            classes, factors, TimeBlocks.All.ToDictionary(block => block, block => drives.Count(drive => drive.Block == block)),
            1.4826 * At(spread, 0.5), Math.Exp(middle), Math.Exp(At(residuals, 0.1)), Math.Exp(At(residuals, 0.9)), Math.Exp(At(before, 0.5)));
    }

    private static double[] Block(List<DriveRecord> drives, int classes, double ridge)
    {
        var logs = new double[classes];
        var loss = Loss(drives, logs, ridge);
        for (var step = 0; step < MostSteps && drives.Count > 0; step++)
        {
            var matrix = new double[classes * classes];
            var right = new double[classes];
            for (var one = 0; one < classes; one++)
            {
                matrix[(one * classes) + one] = ridge;
                right[one] = -ridge * logs[one];
            }

            foreach (var drive in drives)
            {
                var time = Time(drive, logs);
                var residual = Math.Log(drive.Seconds / time);

                // |r| is r² / |r|: near zero the weight stays finite.
                var weight = 1 / Math.Max(Math.Abs(residual), 1e-3);
                for (var one = 0; one < classes; one++)
                {
                    var share = drive.ByClass[one] * Math.Exp(logs[one]) / time;
                    right[one] += weight * share * residual;
                    for (var other = 0; other < classes; other++)
                        matrix[(one * classes) + other] += weight * share * drive.ByClass[other] * Math.Exp(logs[other]) / time;
                }
            }

            Cholesky.Factor(matrix, classes);
            var change = Cholesky.Solve(matrix, right, classes);
            var (next, better) = Shorter(drives, logs, change, loss, ridge);
            if (better is null || loss - next < 1e-7 * (1 + loss))
                break;
            (logs, loss) = (better, next);
        }

        return logs;
    }

    // A full step may overshoot: it is halved until the loss falls.
    private static (double Loss, double[]? Logs) Shorter(List<DriveRecord> drives, double[] logs, double[] change, double loss, double ridge)
    {
        for (var length = 1.0; length > 1e-4; length /= 2)
        {
            double[] tried = [.. logs.Zip(change, (at, by) => Math.Clamp(at + (length * by), -2, 2))];
            var next = Loss(drives, tried, ridge);
            if (next < loss)
                return (next, tried);
        }

        return (loss, null);
    }

    private static double Loss(List<DriveRecord> drives, double[] logs, double ridge) =>
        drives.Sum(drive => Math.Abs(Residual(drive, logs))) + (0.5 * ridge * logs.Sum(log => log * log));

    private static double Residual(DriveRecord drive, double[] logs) => Math.Log(drive.Seconds / Time(drive, logs));

    private static double Time(DriveRecord drive, double[] logs)
    {
        var sum = 0.0;
        for (var at = 0; at < logs.Length; at++)
            sum += drive.ByClass[at] * Math.Exp(logs[at]);
        return sum;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Clamp(share * (sorted.Count - 1), 0, sorted.Count - 1)];
}
