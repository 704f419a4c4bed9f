namespace Rathaus.Services.Portal;

/// <summary>An icon by the kind of authority; a hint for the eye, never the only sign.</summary>
internal static class ServiceIcon
{
    public static string Of(EffectiveService service) => service.Authority.Kind switch
    {
        "strassenverkehrsbehoerde" or "zulassungsbehoerde" => "car",
        "meldebehoerde" => "house",
        "standesamt" => "rings",
        "jugendamt" or "elterngeldstelle" => "child",
        "ausbildungsfoerderung" => "work",
        "abfallentsorgung" => "bin",
        _ => "doc",
    };
}
