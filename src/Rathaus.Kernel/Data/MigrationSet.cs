using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Rathaus.Kernel.Data;

/// <summary>One numbered SQL file of a room.</summary>
public sealed record Migration(string Name, string Text)
{
    /// <summary>Recorded when applied; an edited file is refused.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public int Number => int.Parse(Name.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>First line <c>-- no-transaction</c>: statements run one by one (<c>create index concurrently</c>).</summary>
    public bool WithoutTransaction => Text.StartsWith("-- no-transaction", StringComparison.Ordinal);
}

/// <summary>A room's migrations: embedded resources <c>Sql/NNNN_what.sql</c> and the PostgreSQL schema they fill.</summary>
public sealed partial record MigrationSet(string Schema, IReadOnlyList<Migration> Migrations, bool OfKeys = false)
{
    /// <param name="folder">Resource folder, <c>Sql</c> unless said otherwise.</param>
    public static MigrationSet From(Assembly assembly, string schema, string folder = "Sql", bool ofKeys = false)
    {
        var migrations = new SortedDictionary<string, Migration>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var match = ResourceName().Match(resource.Replace('\\', '/'));
            if (!match.Success || match.Groups["folder"].Value != folder)
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var name = match.Groups["name"].Value;
            migrations.Add(name, new Migration(name, reader.ReadToEnd().ReplaceLineEndings("\n")));
        }

        var doubled = migrations.Values.GroupBy(m => m.Number).FirstOrDefault(g => g.Count() > 1);
        if (doubled is not null)
            throw new InvalidOperationException($"Schema {schema}: number {doubled.Key} is used by two migrations");
        return new MigrationSet(schema, [.. migrations.Values], ofKeys);
    }

    [GeneratedRegex(@"^(?<folder>.+)/(?<name>[0-9]{4}_[a-z0-9_]+\.sql)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ResourceName();
}

/// <summary>Registration of a room's migrations.</summary>
public static class MigrationRegistration
{
    /// <summary>The files <c>Sql/NNNN_what.sql</c> of <paramref name="assembly"/> are run for <paramref name="schema"/> at start.</summary>
    public static IServiceCollection AddMigrations(this IServiceCollection services, Assembly assembly, string schema) =>
        services.AddSingleton(MigrationSet.From(assembly, schema));
}
