namespace Rathaus.Rescue.Areas;

/// <summary>Deadline rules as lines of <c>deadlines.csv</c>.</summary>
internal static class DeadlineText
{
    public const string Header =
        "rule,name,valid_from,valid_to,patient_classes,vehicles,start,stop,urban_s,rural_s,target_share,alarm_share,to_be_confirmed,source";

    public static string Of(DeadlineRule rule) => CsvText.Line(
        rule.Id, rule.Name, rule.ValidFrom, rule.ValidTo, string.Join(' ', rule.PatientClasses), string.Join(' ', rule.Vehicles.Select(AreaWords.Of)),
        AreaWords.Of(rule.Start), AreaWords.Of(rule.Stop), Seconds(rule, AreaClass.Urban), Seconds(rule, AreaClass.Rural), rule.TargetShare, rule.AlarmShare,
        rule.ToBeConfirmed, rule.Source);

    private static double? Seconds(DeadlineRule rule, AreaClass area) => rule.Seconds.TryGetValue(area, out var limit) ? limit : null;
}
