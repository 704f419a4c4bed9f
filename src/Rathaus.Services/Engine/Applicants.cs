using Rathaus.Cel;
using Rathaus.Kernel.Ports;

namespace Rathaus.Services.Engine;

/// <summary>The signed-in person as rules see it.</summary>
internal static class Applicants
{
    private static readonly CelValue Nobody = CelValue.Error("nobody is signed in");

    public static CelValue Value(IActor? actor)
    {
        if (actor?.AccountId is not { } account)
            return Nobody;
        var fields = new Dictionary<string, CelValue>(StringComparer.Ordinal)
        {
            ["id"] = CelValue.Of(account.ToString()),
            ["trust"] = CelValue.Of((long)actor.Trust),
        };
        if (actor.Person is { } person)
        {
            fields["family_name"] = CelValue.Of(person.FamilyName);
            fields["given_names"] = CelValue.Of(person.GivenNames);
            fields["birth_date"] = CelValue.Of(person.BirthDate);
            fields["address"] = CelValue.Record(new Dictionary<string, CelValue>(StringComparer.Ordinal)
            {
                ["street"] = CelValue.Of(person.Street),
                ["number"] = CelValue.Of(person.HouseNumber),
                ["suffix"] = CelValue.OptionalNone,
                ["extra"] = CelValue.OptionalNone,
                ["post_code"] = CelValue.Of(person.PostCode),
                ["town"] = CelValue.Of(person.Town),
            });
        }

        return CelValue.Record(fields);
    }
}
