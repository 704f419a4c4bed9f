namespace Rathaus.Kernel.Data;

/// <summary>
/// One statement with its parameters. <paramref name="Args"/> is an object whose properties are the parameters
/// (<c>new { number }</c> gives <c>@number</c>), a dictionary, or null. Names are matched without regard to case.
/// Under a town scope every statement also gets <c>@Town</c> (smallint).
/// </summary>
/// <param name="Text">Lower case, columns listed, one statement, parameters only: never text put together from input.</param>
public sealed record Sql(string Text, object? Args = null)
{
    public static implicit operator Sql(string text) => new(text);
}
