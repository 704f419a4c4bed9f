using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Evidence;

/// <summary>
/// The facts <c>proof.*</c>: what a document with proof states, checked by machine whenever a rule asks. First argument: uploads
/// of a file question, or numbers of cases of the same town whose document is meant. Nothing is believed that the log of a
/// town does not prove under the policy of this house.
/// </summary>
internal sealed class ProofFacts(TownDatabase database, EncryptedFiles files, IProofCheck check, ICatalogue catalogue) : IFacts
{
    private static readonly string[] All = ["proof.*"];

    public IReadOnlyCollection<string> Names => All;

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        if (question.Arguments is not [JsonArray references, ..])
            return FactAnswer.Unknown;
        var best = Reading.None;
        foreach (var reference in references)
        {
            var read = await ReadAsync(question, reference?.ToString() ?? "", ct);
            if (best.Word == Reading.None.Word || read.IsGenuine)
                best = read;
            if (best.IsGenuine)
                break;
        }

        return FactAnswer.Of(best.ToJson());
    }

    private Task<Reading> ReadAsync(FactQuestion question, string reference, CancellationToken ct)
    {
        if (Guid.TryParse(reference, out var upload))
            return OfUploadAsync(question, upload, ct);
        return CaseNumber.TryParse(reference.Trim().ToUpperInvariant(), out var number)
            ? OfCaseAsync(question, number.Text, ct)
            : Task.FromResult(Reading.None);
    }

    /// <summary>A file without proof is no proof and no forgery: a person looks at it.</summary>
    private async Task<Reading> OfUploadAsync(FactQuestion question, Guid upload, CancellationToken ct)
    {
        if (await files.FindAsync(question.Municipality, upload, ct) is not { CanBeShown: true } stored
            || stored.MediaType is not ("application/pdf" or UploadInspection.Archive)
            || await files.ReadAsync(question.Municipality, upload, ct) is not { } bytes)
            return Reading.None;
        using var content = new MemoryStream(bytes, writable: false);
        return await check.CheckAsync(content, Language.German, ct) is { } verdict ? Of(question, verdict) : Reading.None;
    }

    /// <summary>By a number anybody may have guessed nothing is told but to a person whom the document names.</summary>
    private async Task<Reading> OfCaseAsync(FactQuestion question, string number, CancellationToken ct)
    {
        var documents = await database.For(question.Municipality).QueryAsync<Guid>(
            "select id from cases.document where municipality = @Town and number = @number order by created_at desc", new { number }, ct);
        foreach (var document in documents)
        {
            if (await check.OfOwnAsync(question.Municipality, CaseDocuments.ProofKey(document), Language.German, ct) is { } verdict
                && TypeOf(verdict) == question.Name && Of(question, verdict) is var read && read.AboutApplicant)
                return read;
        }

        return Reading.None;
    }

    private Reading Of(FactQuestion question, ProofVerdict verdict)
    {
        if (verdict.Answer is not (ProofAnswer.Genuine or ProofAnswer.Revoked or ProofAnswer.Superseded))
            return new Reading(verdict.Answer.ToString().ToLowerInvariant(), "", false, null);
        var issuer = catalogue.Towns.FirstOrDefault(town => verdict.Org.Length > 0 && town.Ars == verdict.Org);

        // What was only played counts for a play, and a town speaks for itself alone.
        var real = verdict.Meta?["simulated"]?.GetValue<bool>() == false || question.Actor?.Simulated == true;
        if (TypeOf(verdict) != question.Name || issuer is null || verdict.Meta?["town"]?.ToString() != issuer.Id || !real
            || verdict.Meta["proof"]?["stated"] is not JsonObject stated)
            return Reading.Other;
        var about = question.Actor?.Person is { } person && People(stated).Any(one => SignerMatch.Named(one.Family, one.Given, person));
        return verdict.Answer == ProofAnswer.Genuine
            ? new Reading(Reading.Genuine, issuer.Id, about, (JsonObject)stated.DeepClone())
            : new Reading(verdict.Answer.ToString().ToLowerInvariant(), issuer.Id, about, null);
    }

    private static string? TypeOf(ProofVerdict verdict) => verdict.Meta?["proof"]?["type"]?.ToString();

    /// <summary>Everybody whom a statement names: records with names, alone or in lists.</summary>
    private static IEnumerable<(string Family, string Given)> People(JsonNode? node) => node switch
    {
        JsonObject one when one["family_name"] is { } family && one["given_names"] is { } given => [(family.ToString(), given.ToString())],
        JsonObject map => map.SelectMany(field => People(field.Value)),
        JsonArray list => list.SelectMany(People),
        _ => [],
    };

    /// <summary>The answer as every <c>proof.*</c> declares it.</summary>
    private sealed record Reading(string Word, string Town, bool AboutApplicant, JsonObject? Stated)
    {
        public const string Genuine = "genuine";

        /// <summary>No file, or one without proof.</summary>
        public static readonly Reading None = new("none", "", false, null);

        /// <summary>Genuine, and about something else.</summary>
        public static readonly Reading Other = new("other", "", false, null);

        public bool IsGenuine => Word == Genuine;

        public JsonObject ToJson() => new()
        {
            ["verdict"] = Word, ["town"] = Town, ["about_applicant"] = AboutApplicant, ["stated"] = Stated?.DeepClone(),
        };
    }
}
