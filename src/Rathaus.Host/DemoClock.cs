using System.Globalization;
using Rathaus.Kernel.Commands;

namespace Rathaus.Host;

/// <summary>
/// A clock that was set once and then runs on: for demonstrations and journeys that need a certain day
/// (<c>Demo:Clock=2026-11-20T09:00:00Z</c>). Only in demo mode; everything else uses the machine's clock.
/// </summary>
internal sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    private readonly TimeSpan shift = start - System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;

    /// <exception cref="CommandLineException">The setting is no instant, or demo mode is off.</exception>
    public static TimeProvider Of(HostSettings settings, IConfiguration configuration)
    {
        if (configuration["Demo:Clock"] is not { Length: > 0 } text)
            return System;
        if (!settings.Demo)
            throw new CommandLineException("Demo:Clock holds in demo mode only");
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? new DemoClock(start)
            : throw new CommandLineException($"Demo:Clock takes an instant such as 2026-11-20T09:00:00Z, not '{text}'");
    }
}
