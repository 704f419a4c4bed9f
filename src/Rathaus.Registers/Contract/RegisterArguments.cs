using System.Globalization;
using System.Text.Json.Nodes;

namespace Rathaus.Registers;

/// <summary>A person as an effect names one; the birth date may be missing.</summary>
public sealed record NamedPerson(string FamilyName, string GivenNames, DateOnly? BirthDate)
{
    public string Name => $"{GivenNames} {FamilyName}";

    public JsonObject ToJson(string role)
    {
        var json = new JsonObject { ["role"] = role, ["family_name"] = FamilyName, ["given_names"] = GivenNames };
        if (BirthDate is { } day)
            json["birth_date"] = RegisterArguments.Iso(day);
        return json;
    }
}

/// <summary>An address as an effect names one; the number holds its letter.</summary>
public sealed record NamedAddress(string Street, string Number, string PostCode, string Town)
{
    public string Line => $"{Street} {Number}, {PostCode} {Town}";

    public JsonObject ToJson() => new() { ["street"] = Street, ["number"] = Number, ["post_code"] = PostCode, ["town"] = Town };
}

/// <summary>The parameters of an effect. They come typed as effects.yaml declares them; optional ones may be missing.</summary>
public sealed class RegisterArguments(JsonObject with)
{
    /// <summary>As declared in catalogue/effects.yaml.</summary>
    public JsonObject Json => with;

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public string? Text(string name) => (string?)with[name] is { Length: > 0 } text ? text.Trim() : null;

    public string Required(string name) => Text(name) ?? "";

    public DateOnly? Date(string name) => Day((string?)with[name]);

    public DateOnly DayOr(string name, DateOnly otherwise) => Date(name) ?? otherwise;

    public bool Flag(string name) => (bool?)with[name] ?? false;

    public int? Number(string name) => (int?)(long?)with[name];

    public IReadOnlyList<string> Texts(string name) =>
        [.. (with[name] as JsonArray ?? []).Select(item => (string?)item).OfType<string>().Where(text => text.Length > 0)];

    public NamedPerson? Person(string name) => PersonOf(with[name]);

    public IReadOnlyList<NamedPerson> Persons(string name) => [.. (with[name] as JsonArray ?? []).Select(PersonOf).OfType<NamedPerson>()];

    /// <summary>Objects of a list.</summary>
    public IReadOnlyList<JsonObject> Entries(string name) => [.. (with[name] as JsonArray ?? []).OfType<JsonObject>()];

    public NamedAddress? Address(string name) => AddressOf(with[name]);

    /// <summary>An organisation with its legal form: <c>Muster GmbH</c>.</summary>
    public string? Organisation(string name) => with[name] is not JsonObject organisation
        ? null
        : string.Join(' ', new[] { (string?)organisation["name"], (string?)organisation["legal_form"] }.Where(part => !string.IsNullOrEmpty(part)));

    public string? LegalForm(string name) => with[name] is JsonObject organisation ? (string?)organisation["legal_form"] : null;

    public static NamedPerson? PersonOf(JsonNode? node) => node is JsonObject person
        ? new NamedPerson((string?)person["family_name"] ?? "", (string?)person["given_names"] ?? "", Day((string?)person["birth_date"]))
        : null;

    public static NamedAddress? AddressOf(JsonNode? node) => node is JsonObject address
        ? new NamedAddress(
            ((string?)address["street"] ?? "").Trim(), (((string?)address["number"] ?? "") + ((string?)address["suffix"] ?? "")).Trim(),
            ((string?)address["post_code"] ?? "").Trim(), ((string?)address["town"] ?? "").Trim())
        : null;
}
