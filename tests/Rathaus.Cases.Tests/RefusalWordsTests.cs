using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests;

/// <summary>A file that was not taken says why in the reader's language.</summary>
public sealed partial class RefusalWordsTests
{
    private static readonly ITexts Texts = new ServiceCollection().AddLogging()
        .AddTexts(typeof(CasesModule).Assembly, "cases").BuildServiceProvider().GetRequiredService<ITexts>();

    public static TheoryData<string> Languages => [.. Language.All.Select(language => language.Code)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_refusal_of_the_inspection_is_worded_in_every_language(string code)
    {
        var texts = Texts.For(Language.All.Single(language => language.Code == code));
        var refusals = typeof(UploadRefusals).GetFields().Select(field => field.GetValue(null)).OfType<Refusal>().ToList();
        Assert.NotEmpty(refusals);
        Assert.All(
            (string[])[.. refusals.Select(refusal => refusal.Code), "upload.too-many", "upload.kind-not-wanted", "upload.no-file"],
            known => Assert.Equal(texts.Language, texts.LanguageOf("cases.refusal." + known)));
    }

    /// <summary>Codes as they stand in the rules of a case and in the use cases that show refusals to people.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_refusal_of_a_case_is_worded_in_every_language(string code)
    {
        var texts = Texts.For(Language.All.Single(language => language.Code == code));
        var room = Path.Combine(Checkout.Folder, "src", "Rathaus.Cases");
        var codes = ((string[])["Domain", "Features/Office", "Features/Inbox", "Features/Decisions", "Features/Payments"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(room, folder), "*.cs"))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["code"].Value)
            .Where(known => !known.StartsWith("payment.action", StringComparison.Ordinal))
            .Distinct().ToList();
        Assert.True(codes.Count > 20, string.Join(", ", codes));
        Assert.All(codes, known => Assert.Equal(texts.Language, texts.LanguageOf("cases.refusal." + known)));
    }

    [GeneratedRegex("(Conflict|Forbidden|Invalid|Fault)\\(\\s*(\"[a-z]+\",\\s*)?\"(?<code>[a-z]+\\.[a-z-]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [Fact]
    public void A_fault_about_a_file_is_worded_anew_and_any_other_stays()
    {
        var other = new FieldFault("name", "required", "The name is missing.");
        var faults = RefusalWords.Of(Texts.For(Language.English), [new FieldFault("schein", "upload.empty", "Die Datei ist leer."), other]);
        Assert.Equal(new FieldFault("schein", "upload.empty", "This file is empty. Choose the file again."), faults[0]);
        Assert.Same(other, faults[1]);
    }

    [Fact]
    public void What_has_no_text_of_its_own_comes_in_German() =>
        Assert.Equal("Das gibt es hier nicht.", RefusalWords.Of(Texts.For(Language.English), Refusal.NotFound("draft")));
}
