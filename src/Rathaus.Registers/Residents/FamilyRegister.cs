using Rathaus.Kernel.Ports;
using Rathaus.Registers.Facts;

namespace Rathaus.Registers.Residents;

/// <summary>Minor children as the residents' registers of the region name them; the parent must be the person signed in.</summary>
internal sealed class FamilyRegister(IResidents residents, ITownOffices towns, AccessLog log) : IFamilyRegister
{
    private const string Purpose = "vertretung";

    public async Task<IReadOnlyList<RegisteredChild>> ChildrenOfAsync(IActor parent, DateOnly today, CancellationToken ct)
    {
        if (parent.Person is not { } person)
            return [];
        foreach (var town in towns.All.OrderBy(town => town.Name == person.Town ? 0 : 1))
        {
            var match = await residents.MatchAsync(town.Number, person, ct);
            if (!match.Succeeded || match.Value.MainDwelling is not { } home || home.Town != town.Name)
                continue;
            await log.WriteAsync(new FactQuestion("register.children", [], town.Number, parent, today) { Purpose = Purpose }, ct);
            return await OfAsync(town, match.Value, today, ct);
        }

        return [];
    }

    private async Task<IReadOnlyList<RegisteredChild>> OfAsync(TownEntry town, Resident parent, DateOnly today, CancellationToken ct)
    {
        var children = new List<RegisteredChild>();
        foreach (var relation in parent.Related.Where(related => related is { Relation: "Child", Blocked: false }))
        {
            if (await residents.FindAsync(town.Number, relation.Id, ct) is { DiedOn: null, Blocked: false, MainDwelling: { } dwelling } child
                && RegisterArguments.Day(child.BirthDate) is { } born && Answers.Minor(child.BirthDate, today)
                && child.Related.Any(related => related.Relation == "Representative" && related.Id == parent.Id))
                children.Add(new RegisteredChild(
                    new ConfirmedPerson(
                        child.FamilyName, child.GivenNames, born, child.BirthPlace, dwelling.Street, dwelling.HouseNumber, dwelling.PostCode, dwelling.Town),
                    town.Name));
        }

        return children;
    }
}
