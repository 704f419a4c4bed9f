using Rathaus.Kernel.Ports;
using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>Reads what a case may call for besides its decision: confirmations, appointments, documents.</summary>
internal static class DueReader
{
    private const int MaxMinutes = 480;

    public static IReadOnlyList<SignerDef> Signers(MapReader service)
    {
        List<SignerDef> signers = [.. service.Maps("signers").Select(Signer)];
        Unique(service, "signers", signers.Select(signer => signer.Id));
        return signers;
    }

    public static IReadOnlyList<AppointmentDef> Appointments(MapReader process)
    {
        List<AppointmentDef> appointments = [.. process.Maps("appointments").Select(Appointment)];
        Unique(process, "appointments", appointments.Select(appointment => appointment.Id));
        return appointments;
    }

    public static IReadOnlyList<IssueDef> Issues(MapReader process)
    {
        List<IssueDef> issues = [.. process.Maps("issues").Select(Issue)];
        Unique(process, "issues", issues.Select(issue => issue.Id));
        return issues;
    }

    private static SignerDef Signer(MapReader map)
    {
        var id = map.Id("id");
        var key = $"signers.{id}";
        if (!map.Has("trust"))
            map.Fault("trust", "trust is missing: the level the other person signs in with");
        var signer = new SignerDef(
            id,
            QuestionReader.Text(map, "label", key, required: true),
            QuestionReader.Text(map, "why", key, required: true),
            new CelSource(map.Required("who"), map.FileOf("who"), map.LineOf("who")),
            QuestionReader.Cel(map, "when"),
            map.Word("trust", ("low", TrustLevel.Low), ("substantial", TrustLevel.Substantial), ("high", TrustLevel.High)),
            map.File, map.Line);
        map.Done();
        return signer;
    }

    private static AppointmentDef Appointment(MapReader map)
    {
        var id = map.Id("id");
        var key = $"appointments.{id}";
        var minutes = map.Number("minutes", 5, MaxMinutes);
        if (!map.Has("minutes"))
            map.Fault("minutes", "minutes is missing");
        else if (minutes % 5 is not 0 and not null)
            map.Fault("minutes", "minutes go in steps of five");
        if (!map.Has("at"))
            map.Fault("at", "at is missing: submitted or granted");
        var appointment = new AppointmentDef(
            id,
            QuestionReader.Text(map, "label", key, required: true),
            QuestionReader.Text(map, "say", key, required: true),
            map.Text("office"),
            minutes ?? 0,
            QuestionReader.Cel(map, "when"),
            map.Word("at", ("submitted", AppointmentTime.Submitted), ("granted", AppointmentTime.Granted)),
            map.File, map.Line);
        map.Done();
        return appointment;
    }

    private static IssueDef Issue(MapReader map)
    {
        var issue = new IssueDef(
            map.Id("id"), map.Required("document"), QuestionReader.Cel(map, "when"), QuestionReader.Cel(map, "copies"), map.File, map.Line);
        map.Done();
        return issue;
    }

    private static void Unique(MapReader map, string key, IEnumerable<string> ids)
    {
        foreach (var twin in ids.GroupBy(id => id).Where(group => group.Count() > 1))
            map.Fault(key, $"{twin.Key} is there twice");
    }
}
