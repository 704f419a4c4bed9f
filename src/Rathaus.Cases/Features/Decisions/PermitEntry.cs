using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Features.Applications;
using Rathaus.Registers;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>What the register of permits is told about a permit that a case has led to.</summary>
internal static class PermitEntry
{
    /// <returns>Null when names and birth date of the holder are not known: a person enters the permit then.</returns>
    public static Permit? Of(OpenedCase opened, PermitPeriod period, string? zone)
    {
        var state = opened.Case;
        var holder = state.Person is { } person
            ? new PermitHolder(person.FamilyName, person.GivenNames, person.BirthDate)
            : HolderIn(opened.Service, state.Answers);
        return holder is null || period.Until is not { } until ? null : new Permit
        {
            Municipality = opened.Town.Number,
            Kind = opened.Service.Id,
            Number = state.Number.Text,
            Holder = holder,
            CaseNumber = state.Number.Text,
            Plate = CaseSubject.PlateOf(opened.Service, state.Answers),
            Zone = zone,
            From = period.From,
            Until = until,
        };
    }

    private static PermitHolder? HolderIn(EffectiveService service, JsonObject answers) => service.Form.Questions
        .Where(question => question.Type == QuestionType.Person)
        .Select(question => answers[question.Id] as JsonObject)
        .Select(person => person is not null && Text(person, "family_name") is { } family && Text(person, "given_names") is { } given
            && DateOnly.TryParseExact(Text(person, "birth_date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth)
                ? new PermitHolder(family, given, birth)
                : null)
        .FirstOrDefault(holder => holder is not null);

    private static string? Text(JsonObject person, string name) =>
        person[name] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
