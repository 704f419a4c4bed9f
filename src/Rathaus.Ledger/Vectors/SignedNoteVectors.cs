using System.Text.Json;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Vectors;

/// <summary>Notes and keys of Go's sumdb/note: what to accept, what to reject, and one to sign.</summary>
internal static class SignedNoteVectors
{
    public static IEnumerable<VectorCheck> Run(JsonElement file)
    {
        if (file.TryGetProperty("cases", out var cases))
            return [.. cases.EnumerateArray().Select(Case)];
        if (file.TryGetProperty("good_vkey", out _))
            return Keys(file);
        throw new JsonException("Neither notes nor keys");
    }

    private static VectorCheck Case(JsonElement one)
    {
        var name = one.GetProperty("name").GetString()!;
        var known = new List<VerifierKey>();
        foreach (var text in one.GetProperty("known").EnumerateArray())
        {
            if (!VerifierKey.TryParse(text.GetString()!, out var key))
                return new VectorCheck(name, "a key is not understood");
            known.Add(key);
        }

        var opened = SignedNote.TryParse(one.GetProperty("note").GetString()!, out var note) ? NoteOpener.Open(note, known) : null;
        if (one.TryGetProperty("error", out _))
            return VectorCheck.Of(name, opened is not { IsGood: true });
        return VectorCheck.Of(name, opened is { IsGood: true }
            && opened.Verified.Select(static line => line.Key.Name).SequenceEqual(Names(one, "verified"), StringComparer.Ordinal)
            && opened.Unknown.SequenceEqual(Names(one, "unverified"), StringComparer.Ordinal));
    }

    private static IEnumerable<VectorCheck> Keys(JsonElement file)
    {
        var good = file.GetProperty("good_vkey").GetString()!;
        yield return VectorCheck.Of("good key", VerifierKey.TryParse(good, out var key) && key.ToString() == good);
        foreach (var bad in Names(file, "bad_vkeys"))
            yield return VectorCheck.Of($"bad key {bad}", !VerifierKey.TryParse(bad, out _));
        var signed = file.GetProperty("sign");
        yield return VectorCheck.Of("signed", SignerKey.TryParse(file.GetProperty("good_skey").GetString()!, out var signer)
            && signer.Verifier.ToString() == good
            && new SignedNote(signed.GetProperty("text").GetString()!, [signer.Sign(signed.GetProperty("text").GetString()!)]).ToString()
                == signed.GetProperty("note").GetString());
    }

    private static IEnumerable<string> Names(JsonElement one, string member) =>
        one.GetProperty(member).EnumerateArray().Select(static text => text.GetString()!);
}
