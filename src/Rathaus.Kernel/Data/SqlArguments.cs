using System.Collections.Concurrent;
using System.Reflection;
using Npgsql;
using NpgsqlTypes;
using Rathaus.Kernel.Money;

namespace Rathaus.Kernel.Data;

/// <summary>
/// Turns the properties of an arguments object into typed parameters, so that a null still has its type and a prepared
/// statement stays the same statement. Enums travel as their names, <see cref="Euro"/> as numeric, instants in UTC.
/// </summary>
internal static class SqlArguments
{
    private static readonly ConcurrentDictionary<Type, Action<object, NpgsqlParameterCollection>[]> Binders = new();

    public static void Bind(object? args, NpgsqlParameterCollection parameters)
    {
        switch (args)
        {
            case null:
                return;
            case IReadOnlyDictionary<string, object?> map:
                foreach (var (name, value) in map)
                    parameters.Add(Untyped(name, value));
                return;
            default:
                foreach (var bind in Binders.GetOrAdd(args.GetType(), BindersOf))
                    bind(args, parameters);
                return;
        }
    }

    private static NpgsqlParameter Untyped(string name, object? value) => value switch
    {
        null => new NpgsqlParameter(name, DBNull.Value),
        Euro euro => new NpgsqlParameter<decimal>(name, euro.Amount),
        DateTimeOffset instant => new NpgsqlParameter<DateTimeOffset>(name, instant.ToUniversalTime()),
        Enum member => new NpgsqlParameter<string>(name, member.ToString()),
        _ => new NpgsqlParameter(name, value),
    };

    private static Action<object, NpgsqlParameterCollection>[] BindersOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .Select(BinderOf),
    ];

    private static Action<object, NpgsqlParameterCollection> BinderOf(PropertyInfo property)
    {
        var make = typeof(SqlArguments)
            .GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(property.DeclaringType!, property.PropertyType);
        return (Action<object, NpgsqlParameterCollection>)make.Invoke(null, [property])!;
    }

    private static Action<object, NpgsqlParameterCollection> Typed<TArgs, TValue>(PropertyInfo property)
    {
        var name = property.Name;
        var kind = typeof(TValue);
        var plain = Nullable.GetUnderlyingType(kind) ?? kind;

        if (plain == typeof(Euro) || plain == typeof(DateTimeOffset) || plain.IsEnum || plain == typeof(object))
            return (args, parameters) =>
            {
                var parameter = Untyped(name, property.GetValue(args));
                if (parameter.Value is DBNull && TypeOf(plain) is { } type)
                    parameter.NpgsqlDbType = type;
                parameters.Add(parameter);
            };

        if (typeof(TArgs).IsValueType)
            return (args, parameters) => parameters.Add(Untyped(name, property.GetValue(args)));

        var get = property.GetMethod!.CreateDelegate<Func<TArgs, TValue>>();
        return (args, parameters) =>
        {
            var value = get((TArgs)args);
            if (value is not null && Nullable.GetUnderlyingType(kind) is null)
            {
                parameters.Add(new NpgsqlParameter<TValue>(name, value));
                return;
            }

            var parameter = Untyped(name, value);
            if (value is null && TypeOf(plain) is { } type)
                parameter.NpgsqlDbType = type;
            parameters.Add(parameter);
        };
    }

    private static NpgsqlDbType? TypeOf(Type type) =>
        type.IsEnum || type == typeof(string) ? NpgsqlDbType.Text
        : type == typeof(short) ? NpgsqlDbType.Smallint
        : type == typeof(int) ? NpgsqlDbType.Integer
        : type == typeof(long) ? NpgsqlDbType.Bigint
        : type == typeof(bool) ? NpgsqlDbType.Boolean
        : type == typeof(decimal) || type == typeof(Euro) ? NpgsqlDbType.Numeric
        : type == typeof(double) ? NpgsqlDbType.Double
        : type == typeof(Guid) ? NpgsqlDbType.Uuid
        : type == typeof(DateOnly) ? NpgsqlDbType.Date
        : type == typeof(DateTimeOffset) ? NpgsqlDbType.TimestampTz
        : type == typeof(TimeSpan) ? NpgsqlDbType.Interval
        : type == typeof(byte[]) ? NpgsqlDbType.Bytea
        : type.IsArray && TypeOf(type.GetElementType()!) is { } element ? ArrayOf(element)
        : null;

    // The driver's way to say so, though its enum is not declared as flags.
#pragma warning disable S3265
    private static NpgsqlDbType ArrayOf(NpgsqlDbType element) => NpgsqlDbType.Array | element;
#pragma warning restore S3265
}
