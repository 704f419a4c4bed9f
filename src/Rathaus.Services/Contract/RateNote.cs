namespace Rathaus.Services;

/// <summary>A figure the town's staff should have an eye on: its end is known, or it is still to be checked.</summary>
/// <param name="Owner">The service or benefit it belongs to.</param>
/// <param name="Label">What it is.</param>
/// <param name="KnownUntil">Last day it is known for, or null.</param>
/// <param name="Check">What is to be checked, or null.</param>
/// <param name="Source">Where it was taken from, or null.</param>
/// <param name="Place">File and line in the catalogue.</param>
public sealed record RateNote(LocalText Owner, string Label, DateOnly? KnownUntil, string? Check, string? Source, string Place)
{
    /// <summary>Days before the end from which on to warn: time to find and enter what follows.</summary>
    public const int WarningDays = 90;

    /// <summary>Over, or over within <see cref="WarningDays"/>.</summary>
    public bool EndsSoon(DateOnly today) => KnownUntil is { } end && end.AddDays(-WarningDays) <= today;

    public bool IsOver(DateOnly today) => KnownUntil < today;
}
