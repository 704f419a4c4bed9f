using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Cases.Tests.Account;

namespace Rathaus.Cases.Tests.Representation;

/// <summary>What people do on the pages about mandates.</summary>
internal static partial class Representatives
{
    public const string Mandates = "/konto/vollmachten";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Signs in by the simulated identity card.</summary>
    public static Task SignInByCardAsync(this WebVisitor visitor, string person) => visitor.SignInAsync(person, "/anmelden/eid", "/anmelden/eid");

    /// <summary>Chooses the register's first child, and acts for it.</summary>
    public static async Task ActForChildAsync(this WebVisitor parent, string name)
    {
        var html = await parent.ReadAsync(Mandates);
        var form = ChildForm().Matches(html).First(match => match.Value.Contains(name, StringComparison.Ordinal));
        var chosen = await parent.PostAsync(Mandates, Mandates + "/kind", ("kind", form.Groups["place"].Value), ("geburt", form.Groups["born"].Value));
        Assert.Equal(HttpStatusCode.SeeOther, chosen.StatusCode);
        await parent.ActForAsync(name);
    }

    public static async Task ActForAsync(this WebVisitor visitor, string name)
    {
        var answer = await visitor.PostAsync(Mandates, $"{Mandates}/{await visitor.LiveIdAsync(name)}/handeln");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains($"Sie handeln für {name}", await visitor.ReadAsync("/konto"), StringComparison.Ordinal);
    }

    /// <summary>Id of the mandate by which the visitor may act for somebody.</summary>
    public static async Task<string> LiveIdAsync(this WebVisitor visitor, string name)
    {
        var html = await visitor.ReadAsync(Mandates);
        return ActForm().Matches(html).First(match => match.Value.Contains($"Für {name} handeln", StringComparison.Ordinal)).Groups["id"].Value;
    }

    /// <summary>Gives a mandate; the code.</summary>
    public static async Task<string> GiveAsync(this WebVisitor visitor, string scope = "alles", int years = 1)
    {
        var answer = await visitor.PostAsync(
            Mandates + "/erteilen", Mandates + "/erteilen", ("name", "Meine Hilfe"), ("umfang", scope),
            ("bis.day", "1"), ("bis.month", "6"), ("bis.year", (2026 + years).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return CodeOf(await TextAsync(answer, HttpStatusCode.OK));
    }

    public static async Task AcceptAsync(this WebVisitor visitor, string code)
    {
        var offered = await TextAsync(await visitor.PostAsync(Mandates + "/annehmen", Mandates + "/annehmen", ("code", code)), HttpStatusCode.OK);
        Assert.Contains("Annehmen", offered, StringComparison.Ordinal);
        var answer = await visitor.PostAsync(Mandates + "/annehmen", Mandates + "/annehmen/ja", ("code", code));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    public static async Task<string> TextAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode} {answer.Headers.Location}\n{html}");
        return html;
    }

    public static string CodeOf(string html) => Code().Match(html) is { Success: true } match ? match.Value : throw new InvalidOperationException("No code in " + html);

    public static async Task<HttpStatusCode> StatusAsync(this WebVisitor visitor, string address)
    {
        using var answer = await visitor.GetAsync(address);
        return answer.StatusCode;
    }

    [GeneratedRegex("name=\"kind\" value=\"(?<place>[0-9]+)\".*?name=\"geburt\" value=\"(?<born>[0-9-]+)\".*?</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ChildForm();

    [GeneratedRegex("action=\"/konto/vollmachten/(?<id>[0-9a-f-]{36})/handeln\".*?</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ActForm();

    [GeneratedRegex("(?<=<bdi[^>]*>)([0-9A-Z]{4}-){4}[0-9A-Z]{4}(?=</bdi>)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
