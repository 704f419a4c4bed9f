using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Facts;

namespace Rathaus.Registers.Residents;

/// <summary>
/// Facts of the residents' register. The person is always the one signed in, as the sign-in confirmed him or her; relatives
/// with a block mark (§§ 51, 52 BMG) are told to nobody.
/// </summary>
internal sealed class ResidentFacts(IResidents residents, RegionTowns region)
{
    public static readonly IReadOnlyCollection<string> Names =
    [
        "register.person", "register.dwelling", "register.blocked", "register.certificate", "register.registration", "register.family",
        "register.dwellings", "register.children", "register.identity_documents",
    ];

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        if (question.Actor?.Person is not { } person)
            return FactAnswer.Unknown;
        return question.Name switch
        {
            "register.registration" => await RegistrationAsync(question, person, ct),
            "register.family" => await FamilyAsync(question, person, ct),
            "register.dwellings" => await DwellingsAsync(question, person, ct),
            _ => await HereAsync(question, person, ct),
        };
    }

    private async Task<FactAnswer> HereAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        var match = await residents.MatchAsync(question.Municipality, person, ct);
        if (!match.Succeeded)
            return NotHere(question.Name, match.Refusal);
        var resident = match.Value;
        return question.Name switch
        {
            "register.person" => FactAnswer.Of(Answers.Person(resident)),
            "register.dwelling" => FactAnswer.Of(resident.MainDwelling is { } dwelling ? Answers.Address(dwelling) : null),
            "register.blocked" => FactAnswer.Of(resident.NeedsClerk),
            "register.certificate" => FactAnswer.Of(CertificateText.Of(resident)),
            "register.children" => FactAnswer.Of(await ChildrenAsync(question, resident, ct)),
            "register.identity_documents" => FactAnswer.Of(Documents(resident)),
            _ => FactAnswer.Unknown,
        };
    }

    /// <summary>Nobody there: an optional is empty, a list too; whether a block stands cannot be told of somebody unknown.</summary>
    private static FactAnswer NotHere(string fact, Refusal refusal) => refusal.Code != "resident.not-found" ? FactAnswer.Unknown : fact switch
    {
        "register.blocked" => FactAnswer.Unknown,
        "register.children" or "register.identity_documents" => FactAnswer.Of(new JsonArray()),
        _ => FactAnswer.Of(null),
    };

    private async Task<FactAnswer> RegistrationAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        foreach (var (number, id, name) in region.From(question.Municipality, person.Town))
        {
            var match = await residents.MatchAsync(number, person, ct);
            if (!match.Succeeded || match.Value.MainDwelling is not { } main || main.Town != name)
                continue;
            var resident = match.Value;
            return FactAnswer.Of(new JsonObject
            {
                ["town"] = id,
                ["town_name"] = name,
                ["kind"] = main.Kind == DwellingKind.Only ? "only" : "main",
                ["dwelling"] = Answers.Address(main),
                ["moved_in"] = Answers.Iso(main.MovedIn),
                ["person"] = Answers.Person(resident),
                ["birth_date"] = Answers.GermanDate(resident.BirthDate),
                ["doctor_degree"] = resident.DoctorDegree ?? "",
                ["nationalities"] = Answers.Texts(resident.Nationalities),
            });
        }

        return FactAnswer.Of(null);
    }

    private async Task<FactAnswer> DwellingsAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        var all = new List<(string Id, string Name, Dwelling Dwelling)>();
        foreach (var (number, id, name) in region.From(question.Municipality, person.Town))
        {
            var match = await residents.MatchAsync(number, person, ct);
            if (match.Succeeded)
                all.AddRange(match.Value.Dwellings.Where(dwelling => dwelling.Current && dwelling.Town == name).Select(dwelling => (id, name, dwelling)));
        }

        return FactAnswer.Of(new JsonArray(
        [
            .. all.OrderBy(one => one.Dwelling.Kind == DwellingKind.Secondary).ThenBy(one => one.Dwelling.MovedIn).Select(one => new JsonObject
            {
                ["label"] = $"{one.Dwelling.Street} {one.Dwelling.HouseNumber}, {one.Dwelling.PostCode} {one.Dwelling.Town}",
                ["kind"] = one.Dwelling.Kind switch { DwellingKind.Only => "only", DwellingKind.Main => "main", _ => "secondary" },
                ["town"] = one.Id,
                ["town_name"] = one.Name,
                ["dwelling"] = Answers.Address(one.Dwelling),
                ["moved_in"] = Answers.Iso(one.Dwelling.MovedIn),
            }),
        ]));
    }

    /// <summary>Who lives in the same only or main dwelling and belongs to the family.</summary>
    private async Task<FactAnswer> FamilyAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        var family = new JsonArray();
        foreach (var (number, _, name) in region.From(question.Municipality, person.Town))
        {
            var match = await residents.MatchAsync(number, person, ct);
            if (!match.Succeeded || match.Value.MainDwelling is not { } home || home.Town != name)
                continue;
            foreach (var relation in match.Value.Related.Where(related => related is { Blocked: false, Relation: "Spouse" or "Partner" or "Child" }))
            {
                if (await residents.FindAsync(number, relation.Id, ct) is not { DiedOn: null, Blocked: false } relative
                    || relative.MainDwelling is not { } dwelling || !SamePlace(home, dwelling))
                    continue;
                var minor = Answers.Minor(relative.BirthDate, question.Today);
                if (relation.Relation == "Child" && !minor)
                    continue;
                family.Add(new JsonObject
                {
                    ["label"] = Label(relative),
                    ["person"] = Answers.Person(relative),
                    ["birth_date"] = Answers.GermanDate(relative.BirthDate),
                    ["relation"] = relation.Relation.ToLowerInvariant(),
                    ["minor"] = minor,
                    ["doctor_degree"] = relative.DoctorDegree ?? "",
                });
            }

            break;
        }

        return FactAnswer.Of(family);
    }

    private async Task<JsonArray> ChildrenAsync(FactQuestion question, Resident parent, CancellationToken ct)
    {
        var children = new JsonArray();
        foreach (var relation in parent.Related.Where(related => related is { Relation: "Child", Blocked: false }))
        {
            if (await residents.FindAsync(question.Municipality, relation.Id, ct) is not { DiedOn: null, Blocked: false } child
                || !Answers.Minor(child.BirthDate, question.Today)
                || !child.Related.Any(related => related.Relation == "Representative" && related.Id == parent.Id))
                continue;
            children.Add(new JsonObject
            {
                ["label"] = Label(child),
                ["person"] = Answers.Person(child),
                ["birth_date"] = Answers.GermanDate(child.BirthDate),
                ["nationalities"] = Answers.Texts(child.Nationalities),
                ["other_holders"] = new JsonArray(
                [
                    .. child.Related.Where(related => related is { Relation: "Representative", Blocked: false } && related.Id != parent.Id).Select(related => new JsonObject
                    {
                        ["label"] = $"{related.GivenNames} {related.FamilyName}",
                        ["person"] = PersonOf(related),
                    }),
                ]),
            });
        }

        return children;
    }

    private static JsonArray Documents(Resident resident) => new(
    [
        .. resident.Documents.OrderByDescending(document => document.IssuedOn).Select(document => new JsonObject
        {
            ["label"] = document.Kind switch
            {
                "passport" => $"Reisepass {document.Number}",
                "eid_card" => $"eID-Karte {document.Number}",
                _ => $"Personalausweis {document.Number}",
            },
            ["kind"] = document.Kind,
            ["number"] = document.Number,
            ["authority"] = document.Authority,
            ["issued_on"] = Answers.Iso(document.IssuedOn),
            ["valid_until"] = Answers.Iso(document.ValidUntil),
        }),
    ]);

    private static string Label(Resident resident) => $"{resident.GivenNames} {resident.FamilyName}, geboren am {Answers.GermanDate(resident.BirthDate)}";

    private static JsonObject PersonOf(RelatedPerson related)
    {
        var person = new JsonObject { ["family_name"] = related.FamilyName, ["given_names"] = related.GivenNames };
        if (related.BirthDate.Length == 10)
            person["birth_date"] = related.BirthDate;
        return person;
    }

    private static bool SamePlace(Dwelling one, Dwelling other) =>
        one.PostCode == other.PostCode && one.HouseNumber == other.HouseNumber && ResidentRegister.StreetForm(one.Street) == ResidentRegister.StreetForm(other.Street);
}
