using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Documents;

/// <summary>The few words a document brings itself (<c>Ui/Texts/letters.*.yaml</c>); everything else comes from the caller.</summary>
internal sealed class LetterWords
{
    private static readonly FrozenDictionary<Language, LetterWords> All = Read();

    private readonly Texts texts;

    private LetterWords(Texts texts) => this.texts = texts;

    public string Step => texts["ui.letter.step"];

    public string Numbers => texts["ui.letter.numbers"];

    public string Result => texts["ui.letter.result"];

    public string Basis => texts["ui.letter.basis"];

    public string Fee => texts["ui.letter.fee"];

    public string Amount => texts["ui.letter.amount"];

    public string Total => texts["ui.letter.total"];

    public string Chain => texts["ui.letter.chain"];

    public string Fees => texts["ui.letter.fees"];

    public string Gist => texts["ui.letter.gist"];

    public string Reasons => texts["ui.letter.reasons"];

    public string Number => texts["ui.letter.number"];

    public string Arrived => texts["ui.letter.arrived"];

    public string CheckSign => texts["ui.letter.check-sign"];

    public string NextSteps => texts["ui.letter.next-steps"];

    public string Verify => texts["ui.letter.verify"] + " ";

    public string VerifyPicture => texts["ui.letter.verify-picture"];

    public string Page(int page, int of) => texts["ui.letter.page", ("page", page), ("of", of)];

    public static LetterWords For(Language language) => All[language];

    private static FrozenDictionary<Language, LetterWords> Read()
    {
        var files = Language.All.ToDictionary(
            language => language,
            language => TextFile.Read(typeof(LetterWords).Assembly, "ui", language).ToFrozenDictionary(StringComparer.Ordinal));
        return files.ToFrozenDictionary(
            file => file.Key, file => new LetterWords(new Texts(file.Key, file.Value, files[Language.German], NullLogger.Instance)));
    }
}
