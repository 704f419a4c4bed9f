using System.Text.RegularExpressions;

namespace Rathaus.Cel.Tests;

/// <summary>The ten examples of the package's README, word for word.</summary>
public sealed partial class ReadmeTests
{
    private static readonly CelEnvironment Form = CelEnvironment.Rathaus
        .WithVariable("alter", CelType.Int)
        .WithVariable("wohnort", CelType.String)
        .WithVariable("halter", Record("Halter", ("telefon", CelType.Optional(CelType.String))))
        .WithVariable("kinder", CelType.List(Record("Kind", ("geburtstag", CelType.Date))))
        .WithVariable("monate", CelType.Int)
        .WithVariable("gegenstaende", CelType.List(Record("Gegenstand", ("anzahl", CelType.Int))))
        .WithVariable("antrag", Record("Antrag", ("eingang", CelType.Date)))
        .WithVariable("bescheid", CelType.Date)
        .WithVariable("kennzeichen", CelType.String)
        .WithVariable("betrag", CelType.Decimal)
        .WithVariable("abzug", CelType.Decimal)
        .WithVariable("name", CelType.String)
        .WithVariable("anzahl", CelType.Int);

    /// <summary>What each example gives for the answers below; today is 27 March 2020.</summary>
    private static readonly string[] Expected =
        ["true", "ohne", "1", "10.33", "true", "true", "2020-04-01", "true", "12.35", "Fahrrad, 3 Stück"];

    private static CelActivation Answers => Form.NewActivation(new Expressions.Desk())
        .Set("alter", CelValue.Of(34L))
        .Set("wohnort", CelValue.Of("aachen"))
        .Set("halter", CelValue.Record(new Dictionary<string, CelValue>()))
        .Set("kinder", CelValue.List([Born(2012), Born(2017)]))
        .Set("monate", CelValue.Of(8L))
        .Set("gegenstaende", CelValue.List([CelValue.Record(new Dictionary<string, CelValue> { ["anzahl"] = CelValue.Of(4L) })]))
        .Set("antrag", CelValue.Record(new Dictionary<string, CelValue> { ["eingang"] = CelValue.Of(new DateOnly(2019, 12, 1)) }))
        .Set("bescheid", CelValue.Of(new DateOnly(2020, 3, 27)))
        .Set("kennzeichen", CelValue.Of("AC-RH 2020E"))
        .Set("betrag", CelValue.Of(20.345m))
        .Set("abzug", CelValue.Of(8m))
        .Set("name", CelValue.Of("Fahrrad"))
        .Set("anzahl", CelValue.Of(3L));

    [Fact]
    public void The_ten_examples_compile_to_their_types_and_give_what_is_expected()
    {
        var examples = Examples();
        Assert.Equal(Expected.Length, examples.Count);
        for (var i = 0; i < examples.Count; i++)
        {
            var (source, type) = examples[i];
            var program = Expressions.Program(Form, source, type.Contains("CelType.Decimal", StringComparison.Ordinal) ? CelType.Decimal : null);
            Assert.Equal(Word().Match(type).Value, program.Type.ToString());
            Assert.Equal(Expected[i], program.Evaluate(Answers) is { IsError: false } value ? Text(value) : program.Evaluate(Answers).ErrorMessage);
        }
    }

    private static string Text(CelValue value) => value.Kind switch
    {
        CelKind.String => value.AsString,
        CelKind.Decimal => value.AsDecimal.ToString(System.Globalization.CultureInfo.InvariantCulture),
        CelKind.Bool => value.AsBool ? "true" : "false",
        CelKind.Int => value.AsInt.ToString(System.Globalization.CultureInfo.InvariantCulture),
        CelKind.Date => value.AsDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static CelType Record(string name, params (string Name, CelType Type)[] fields) =>
        CelType.Record(name, fields.ToDictionary(field => field.Name, field => field.Type));

    private static CelValue Born(int year) =>
        CelValue.Record(new Dictionary<string, CelValue> { ["geburtstag"] = CelValue.Of(new DateOnly(year, 6, 1)) });

    private static List<(string Source, string Type)> Examples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rathaus.slnx")))
            folder = folder.Parent;
        var readme = File.ReadAllText(Path.Combine(folder!.FullName, "src", "Rathaus.Cel", "README.md"));
        var block = readme[readme.IndexOf("## Ten examples", StringComparison.Ordinal)..].Split("```")[1];
        return [.. block.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => Columns().Match(line)).Select(match => (match.Groups["source"].Value, match.Groups["type"].Value))];
    }

    [GeneratedRegex(@"^(?<source>.+?)\s{2,}(?<type>\S.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Columns();

    [GeneratedRegex("^[a-z]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
