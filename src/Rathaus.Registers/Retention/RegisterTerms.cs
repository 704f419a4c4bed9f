using Microsoft.Extensions.Configuration;
using Rathaus.Kernel.Demo;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Rathaus.Registers.Retention;

/// <summary>Months by register, as <c>catalogue/register-terms.yaml</c> says. A register without months keeps everything.</summary>
internal sealed class RegisterTerms(string? folder)
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();

    private IReadOnlyDictionary<string, int>? months;

    public IReadOnlyDictionary<string, int> Months => months ??= Read();

    public static RegisterTerms From(IConfiguration configuration, DemoSetting demo) => new(
        configuration["Rathaus:Home"] is { Length: > 0 } home ? Path.Combine(home, "catalogue") : demo.Enabled ? demo.CatalogueFolder : null);

    public static IReadOnlyDictionary<string, int> Parse(string text)
    {
        var terms = Yaml.Deserialize<TermsFile>(text).Terms;
        return terms.All(term => term.Value.Months is null or > 0)
            ? terms.Where(term => term.Value.Months is not null).ToDictionary(term => term.Key, term => term.Value.Months!.Value, StringComparer.Ordinal)
            : throw new InvalidDataException("register-terms.yaml: months are a number above zero, or left out");
    }

    private IReadOnlyDictionary<string, int> Read()
    {
        var file = folder is null ? null : Path.Combine(folder, "register-terms.yaml");
        return file is not null && File.Exists(file) ? Parse(File.ReadAllText(file)) : new Dictionary<string, int>(StringComparer.Ordinal);
    }

    private sealed class TermsFile
    {
        public Dictionary<string, TermFile> Terms { get; set; } = [];
    }

    private sealed class TermFile
    {
        public int? Months { get; set; }

        public string Basis { get; set; } = "";

        public string Check { get; set; } = "";
    }
}
