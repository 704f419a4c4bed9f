using System.Data;
using System.Runtime.CompilerServices;
using Dapper;
using Rathaus.Kernel.Money;

namespace Rathaus.Kernel.Data;

/// <summary>How rows become objects: snake_case columns to properties, money, legal days and instants to our types.</summary>
internal static class DapperSetup
{
    // Set once when the assembly loads: Dapper's settings are static, and a half-configured mapper must not exist.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Apply()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new EuroHandler());
        SqlMapper.AddTypeHandler(new DayHandler());
        SqlMapper.AddTypeHandler(new InstantHandler());
    }

    private sealed class EuroHandler : SqlMapper.TypeHandler<Euro>
    {
        public override void SetValue(IDbDataParameter parameter, Euro value) => parameter.Value = value.Amount;

        public override Euro Parse(object value) => new((decimal)value);
    }

    private sealed class DayHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;

        public override DateOnly Parse(object value) =>
            value is DateOnly day ? day : DateOnly.FromDateTime((DateTime)value);
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = value.ToUniversalTime();

        public override DateTimeOffset Parse(object value) =>
            value is DateTimeOffset instant
                ? instant
                : new DateTimeOffset(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));
    }
}
