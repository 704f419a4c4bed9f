namespace Rathaus.Kernel.Documents;

/// <summary>What receipt, notice and permit share.</summary>
internal static class LetterParts
{
    /// <summary>Sender, office and first reference (the file number) at the foot of every page.</summary>
    public static string Footer(LetterheadBlock head)
    {
        var footer = $"{head.Sender} · {head.Office}";
        return head.References is [var first, ..]
            ? $"{footer} · {first.Term.PlainText} {first.Value.PlainText}"
            : footer;
    }

    public static QrBlock Verification(LetterWords words, string address) => new(
        address, words.VerifyPicture,
        new InlineText([new TextRun(words.Verify), new TextRun(address, Link: address)]));
}
