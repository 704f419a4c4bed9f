using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Rathaus.Services.Tests.Support;

/// <summary>200 questions on 20 pages and 300 rules: 100 conditions, 100 steps, 60 checks, 40 eligibility rules.</summary>
internal static class LargeForm
{
    public const string Id = "probe";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Pages
    {
        get
        {
            var form = new StringBuilder("pages:\n");
            for (var page = 0; page < 20; page++)
            {
                form.Append(Plain, $"  - id: seite{page}\n    title: Seite?\n    questions:\n");
                for (var i = 0; i < 10; i++)
                {
                    var number = (page * 10) + i;
                    var visible = number > 0 && number % 2 == 0 ? $", visible: \"z{number - 1} > 5 && z{number - 1} != 77\"" : "";
                    form.Append(Plain, $"      - {{ id: z{number}, type: integer, label: Zahl, required: true{visible} }}\n");
                }

                form.Append("    checks:\n");
                for (var check = 0; check < 3; check++)
                    form.Append(Plain, $"      - {{ id: c{page}_{check}, unless: \"z{(page * 10) + check} < 1000000\", say: Zu viel. }}\n");
            }

            return form.ToString();
        }
    }

    public static string Rules
    {
        get
        {
            var rules = new StringBuilder("steps:\n");
            for (var step = 0; step < 100; step++)
                rules.Append(Plain, $"  - {{ id: s{step}, value: \"{(step == 0 ? "z1" : $"s{step - 1}")} + z{(step * 2) + 1} * 2\", type: int }}\n");
            rules.Append("eligible:\n");
            for (var rule = 0; rule < 40; rule++)
                rules.Append(Plain, $"  - {{ id: e{rule}, holds: \"s{rule * 2} >= 0\", say: Nein. }}\n");
            return rules.ToString();
        }
    }

    public static JsonObject Answers()
    {
        var answers = new JsonObject();
        for (var i = 0; i < 200; i++)
            answers[$"z{i}"] = i;
        return answers;
    }

    /// <summary>A catalogue of one town that adopts this form alone.</summary>
    /// <param name="municipality">The town's own file.</param>
    public static Dictionary<string, string> Files(string municipality) => new(StringComparer.Ordinal)
    {
        ["municipalities/wuppertal/municipality.yaml"] = municipality,
        ["municipalities/wuppertal/services/probe.yaml"] = "adopts: wuppertal/probe@1\noffice: buergerbuero\n",
        ["services/wuppertal/probe/service.yaml"] =
            """
            id: probe
            version: 1.0.0
            name: Probe
            summary: Eine Probe.
            authority: { kind: meldebehoerde, where: main_residence }
            applicants: [person]
            trust: { level: none }
            retention: { months: 12 }
            """,
        ["services/wuppertal/probe/form.yaml"] = Pages,
        ["services/wuppertal/probe/rules.yaml"] = Rules,
    };
}
