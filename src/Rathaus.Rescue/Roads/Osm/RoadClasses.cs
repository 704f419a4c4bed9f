using System.Globalization;

namespace Rathaus.Rescue.Roads.Osm;

/// <summary>What a way is to cars: its class, speeds, and who may use it.</summary>
/// <param name="NormalKmh">Null: normal traffic may not drive here.</param>
/// <param name="EmergencyKmh">Null: nor may emergency vehicles.</param>
/// <param name="Forward">In the order of its nodes.</param>
internal sealed record RoadUse(string Class, double? NormalKmh, double? EmergencyKmh, bool Forward, bool Backward)
{
    private static readonly Dictionary<string, (double Kmh, double BlueLight)> Classes = new(StringComparer.Ordinal)
    {
        ["motorway"] = (110, 1.15), ["trunk"] = (85, 1.2), ["primary"] = (55, 1.35), ["secondary"] = (50, 1.35), ["tertiary"] = (45, 1.3),
        ["unclassified"] = (40, 1.25), ["residential"] = (28, 1.2), ["living_street"] = (10, 1.15), ["service"] = (15, 1.15), ["track"] = (12, 1.15),
    };

    private static readonly HashSet<string> OnlyEmergency = new(StringComparer.Ordinal) { "pedestrian", "footway", "path", "cycleway", "bridleway", "busway", "bus_guideway" };

    /// <summary>Classes with their speed in normal traffic and the factor of blue light (specs: defaults until missions fit their own).</summary>
    public static IReadOnlyCollection<string> Known => Classes.Keys;

    /// <summary>Null: no car drives here.</summary>
    public static RoadUse? Of(IReadOnlyDictionary<string, string> tags)
    {
        if (!tags.TryGetValue("highway", out var highway) || tags.GetValueOrDefault("area") == "yes")
            return null;
        var kind = highway.EndsWith("_link", StringComparison.Ordinal) ? highway[..^5] : highway;
        var invited = tags.GetValueOrDefault("emergency") is "yes" or "designated" or "official";
        var (normal, emergency) = Speeds(kind, tags, invited);
        if (normal is null && emergency is null)
            return null;
        var (forward, backward) = Directions(kind, tags);
        return new RoadUse(OnlyEmergency.Contains(kind) ? "service" : kind, normal, emergency, forward, backward);
    }

    /// <summary>May a vehicle pass a barrier on a node?</summary>
    public static (bool Normal, bool Emergency) Passes(IReadOnlyDictionary<string, string> tags)
    {
        if (!tags.TryGetValue("barrier", out var barrier))
            return (true, true);
        var (normal, emergency) = Access(tags);
        var firm = barrier is "bollard" or "block" or "jersey_barrier" or "debris" or "log" or "cycle_barrier" or "kerb";
        var said = tags.ContainsKey("access") || tags.ContainsKey("motor_vehicle") || tags.ContainsKey("vehicle");
        return (normal && (!firm || said), tags.GetValueOrDefault("emergency") is "yes" or "designated" || (emergency && !firm));
    }

    /// <summary>Kilometres an hour of a maxspeed tag; null: it says none that can be read.</summary>
    public static double? MaxSpeed(string? text)
    {
        switch (text)
        {
            case null or "":
                return null;
            case "none":
                return 130;
            case "walk":
                return 7;
            case "DE:urban":
                return 50;
            case "DE:rural":
                return 100;
            case "DE:living_street":
                return 7;
            case "DE:motorway":
                return 130;
            default:
                break;
        }

        var miles = text.EndsWith("mph", StringComparison.Ordinal);
        var digits = miles ? text[..^3].Trim() : text;
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 200
            ? speed * (miles ? 1.609344 : 1)
            : null;
    }

    private static (double? Normal, double? Emergency) Speeds(string kind, IReadOnlyDictionary<string, string> tags, bool invited)
    {
        if (!Classes.TryGetValue(kind, out var road))
        {
            // Foot ways and bus ways are for emergency vehicles that are let in.
            var bus = kind is "busway" or "bus_guideway";
            return OnlyEmergency.Contains(kind) && (invited || bus || tags.GetValueOrDefault("motor_vehicle") is "yes" or "destination")
                ? (null, bus ? 40 : 10)
                : (null, null);
        }

        var (normal, emergency) = Access(tags);
        var kmh = Math.Min(road.Kmh, MaxSpeed(tags.GetValueOrDefault("maxspeed")) ?? road.Kmh);
        return (normal ? kmh : null, emergency || invited ? kmh * road.BlueLight : null);
    }

    /// <summary>The most particular of motor_vehicle, vehicle and access counts; lanes of buses and private ways are open to emergency vehicles.</summary>
    private static (bool Normal, bool Emergency) Access(IReadOnlyDictionary<string, string> tags)
    {
        var said = tags.GetValueOrDefault("motorcar") ?? tags.GetValueOrDefault("motor_vehicle") ?? tags.GetValueOrDefault("vehicle") ?? tags.GetValueOrDefault("access");
        var normal = said is not ("no" or "private" or "agricultural" or "forestry" or "emergency" or "psv" or "bus" or "delivery" or "customers" or "permit");
        var bus = tags.GetValueOrDefault("psv") is "yes" or "designated" || tags.GetValueOrDefault("bus") is "yes" or "designated";
        return (normal, said != "no" || bus || tags.GetValueOrDefault("emergency") is "yes" or "designated" or "official");
    }

    private static (bool Forward, bool Backward) Directions(string kind, IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault("oneway") switch
    {
        "yes" or "true" or "1" => (true, false),
        "-1" or "reverse" => (false, true),
        "no" or "false" or "0" => (true, true),
        _ when kind == "motorway" || tags.GetValueOrDefault("junction") is "roundabout" or "circular" => (true, false),
        _ => (true, true),
    };
}
