using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>
/// What is asked of an identity credential (PID; rulebook of the EU digital identity wallet): as little as tells one person from
/// another. The birth place is among it because two people may share names and birth date; the address only when it is wanted.
/// </summary>
internal static class PidQuery
{
    public const string Id = "pid";

    private const int Longest = 200;

    private static readonly string[][] Person = [["family_name"], ["given_name"], ["birthdate"], ["place_of_birth", "locality"]];

    private static readonly string[][] Address =
        [["address", "street_address"], ["address", "house_number"], ["address", "postal_code"], ["address", "locality"]];

    public static JsonObject Of(IEnumerable<string> types, bool withAddress) => new()
    {
        ["credentials"] = new JsonArray(new JsonObject
        {
            ["id"] = Id,
            ["format"] = Dcql.CredentialQuery.SdJwt,
            ["meta"] = new JsonObject { ["vct_values"] = new JsonArray([.. types.Distinct(StringComparer.Ordinal).Select(type => (JsonNode)type)]) },
            ["claims"] = new JsonArray([.. (withAddress ? [.. Person, .. Address] : Person).Select(path =>
                (JsonNode)new JsonObject { ["path"] = new JsonArray([.. path.Select(step => (JsonNode)step)]) })]),
        }),
    };

    /// <summary>The person; null when something is missing or cannot be read.</summary>
    public static ConfirmedPerson? PersonIn(VerifiedCredential credential)
    {
        var claims = credential.Claims;
        if (Word(claims, "family_name") is not { } family || Word(claims, "given_name") is not { } given
            || Word(claims["place_of_birth"], "locality") is not { } born
            || !DateOnly.TryParseExact(claims.Text("birthdate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return null;
        var address = claims["address"];
        return new ConfirmedPerson(
            family, given, day, born, Word(address, "street_address") ?? "", Word(address, "house_number") ?? "",
            Word(address, "postal_code") ?? "", Word(address, "locality") ?? "");
    }

    private static string? Word(JsonNode? members, string name) => members.Text(name)?.Trim() is { Length: > 0 and <= Longest } text ? text : null;
}
