using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Parts;

namespace Rathaus.Identity.Phone;

/// <summary>
/// What the phone shows before a passkey signs, line by line. Its hash is part of the challenge, so the signature is for
/// this text and no other (dynamic linking).
/// </summary>
internal sealed record HandoverText(IReadOnlyList<AnswerItem> Lines, bool NetworkDiffers)
{
    /// <summary>The displayed text as one string: a line for each label with its value.</summary>
    public string Canonical => string.Join('\n', Lines.Select(line => $"{line.Label}: {line.Value}"));

    /// <summary>SHA-256 of the displayed text, as the page sends it back.</summary>
    public string Hash => HashOf(Canonical);

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <param name="phone">Where the phone is.</param>
    public static HandoverText Of(Texts texts, Handover handover, RequestOrigin phone)
    {
        var differs = !string.Equals(handover.Network, phone.Network, StringComparison.Ordinal);
        var lines = new List<AnswerItem>
        {
            new(texts["identity.handover.what"], texts[handover.IsLogin ? "identity.handover.sign-in" : "identity.handover.approve"]),
            new(texts["identity.handover.service"], handover.Service),
            new(texts["identity.handover.town"], handover.Town),
        };
        if (handover.Purpose.Length > 0)
            lines.Add(new AnswerItem(texts["identity.handover.purpose"], handover.Purpose));
        lines.Add(new AnswerItem(texts["identity.handover.computer"], handover.Device));
        lines.Add(new AnswerItem(texts["identity.handover.place"], NetworkPlaces.Words(texts, handover.Place)));
        if (differs)
            lines.Add(new AnswerItem(texts["identity.handover.warning"], texts["identity.handover.other-network"]));
        return new HandoverText(lines, differs);
    }

    /// <summary>
    /// SHA-256 of <c>rathaus-handover/v1</c>, id, kind, client, hash of the displayed text and the server's random part, a line
    /// each.
    /// </summary>
    public static byte[] Challenge(Handover handover, string shown, byte[] nonce) => SHA256.HashData(Encoding.UTF8.GetBytes(
        $"rathaus-handover/v1\n{handover.IdText}\n{handover.Kind}\n{handover.Client}\n{HashOf(shown)}\n{Base64Url.EncodeToString(nonce)}"));
}
