using Rathaus.Services.Tables;

namespace Rathaus.Services.Catalogues;

/// <summary>Figures of a town's services that end, or are to be checked.</summary>
internal static class RateNotes
{
    public static IEnumerable<RateNote> Of(Benefits.Benefit benefit) =>
        TableNotes.Of(benefit.Compiled.Def.Texts.Local(benefit.Compiled.Def.Name), benefit.Compiled.Def.Tables);

    public static IEnumerable<RateNote> Of(EffectiveService service)
    {
        foreach (var note in TableNotes.Of(service.Name, service.Runtime.Def.Tables))
            yield return note;
        foreach (var setting in service.Runtime.Settings.OfType<Rules.ParameterSetting>())
        {
            // What is followed by another value has ended already.
            if (setting.Dated is not [.., { } last])
                continue;
            if (last.KnownUntil is not null || last.Check is not null)
                yield return new RateNote(
                    service.Name, setting.Def.Label, last.KnownUntil, last.Check, last.Source,
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{last.File}:{last.Line}"));
        }
    }
}
