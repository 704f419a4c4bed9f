using System.Data.Common;
using Rathaus.Kernel.Money;

namespace Rathaus.Kernel.Data;

/// <summary>Rows of one column read as plain values; a null is the type's default, enums come from their names.</summary>
internal static class SingleValue
{
    private static readonly HashSet<Type> Types =
    [
        typeof(bool), typeof(short), typeof(int), typeof(long), typeof(float), typeof(double), typeof(decimal),
        typeof(string), typeof(Guid), typeof(DateOnly), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Euro),
    ];

    /// <returns>Null: <typeparamref name="T"/> is a row.</returns>
    public static Func<DbDataReader, T>? ParserOf<T>()
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (type == typeof(Euro))
            return static reader => reader.IsDBNull(0) ? default! : (T)(object)new Euro(reader.GetDecimal(0));
        if (type.IsEnum)
            return reader => reader.IsDBNull(0) ? default! : (T)Enum.Parse(type, reader.GetString(0), ignoreCase: true);
        if (Types.Contains(type) || type.IsArray)
            return static reader => reader.IsDBNull(0) ? default! : reader.GetFieldValue<T>(0);
        return null;
    }
}
