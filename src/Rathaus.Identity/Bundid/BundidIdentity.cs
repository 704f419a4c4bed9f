using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Bundid;

/// <summary>What an assertion of BundID means here.</summary>
/// <param name="Person">Only where a document or certificate stands behind it; what people typed at BundID is no confirmed identity.</param>
internal sealed record BundidIdentity(byte[] Pseudonym, string Name, Assurance Assurance, ConfirmedPerson? Person)
{
    public const string Pseudonym2 = "urn:oid:1.2.40.0.10.2.1.1.149";
    public const string GivenName = "urn:oid:2.5.4.42";
    public const string Surname = "urn:oid:2.5.4.4";
    public const string BirthDate = "urn:oid:1.2.40.0.10.2.1.1.55";
    public const string Street = "urn:oid:2.5.4.16";
    public const string PostCode = "urn:oid:2.5.4.17";
    public const string Town = "urn:oid:2.5.4.7";
    public const string Level = "urn:oid:1.2.40.0.10.2.1.1.261.94";

    /// <summary>BundID's scale to ours: 1 name and password, 3 certificate of ELSTER, 4 online identity card.</summary>
    private static Assurance? LevelOf(string? level) => level switch
    {
        "STORK-QAA-Level-1" => new Assurance(Proofing.SelfDeclared, Authenticator.Link),
        "STORK-QAA-Level-3" => new Assurance(Proofing.Checked, Authenticator.BoundDevice),
        "STORK-QAA-Level-4" => new Assurance(Proofing.IdentityCard, Authenticator.BoundDevice, CardInSession: true),
        _ => null,
    };

    /// <param name="least">The level the request asked for.</param>
    public static Outcome<BundidIdentity> Of(IReadOnlyDictionary<string, string> attributes, TrustLevel least)
    {
        string Value(string name) => attributes.GetValueOrDefault(name) is { Length: <= 200 } text ? text : "";
        if (Value(Pseudonym2) is not { Length: > 0 } pseudonym || LevelOf(Value(Level)) is not { } assurance || Value(Surname).Length == 0)
            return Saml.Refused;
        if (assurance.Trust < least)
            return Refusal.Invalid("bundid.level", "BundID hat Sie auf einem niedrigeren Niveau angemeldet, als nötig ist.");
        var born = DateOnly.TryParseExact(Value(BirthDate), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        if (assurance.Proofing >= Proofing.Checked && born is null)
            return Saml.Refused;
        var person = assurance.Proofing >= Proofing.Checked ? PersonOf(Value, born!.Value) : null;
        return new BundidIdentity(PseudonymOf(pseudonym), $"{Value(GivenName)} {Value(Surname)}".Trim(), assurance, person);
    }

    /// <summary>In the accounts' column of pseudonyms, apart from those of identity cards.</summary>
    public static byte[] PseudonymOf(string bpk) => SHA256.HashData(Encoding.UTF8.GetBytes("bundid-bpk2\n" + bpk));

    private static ConfirmedPerson PersonOf(Func<string, string> value, DateOnly born)
    {
        // BundID sends street and house number in one line.
        var line = value(Street);
        var at = line.LastIndexOf(' ');
        var number = at > 0 && at + 1 < line.Length && char.IsAsciiDigit(line[at + 1]) ? line[(at + 1)..] : "";
        return new ConfirmedPerson(
            value(Surname), value(GivenName), born, null, number.Length > 0 ? line[..at] : line, number, value(PostCode), value(Town));
    }
}
