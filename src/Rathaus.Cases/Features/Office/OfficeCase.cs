using Microsoft.AspNetCore.Http;

namespace Rathaus.Cases.Features.Office;

/// <summary>Tabs of a case; each has an address of its own.</summary>
internal enum CaseTab
{
    Answers,
    Files,
    Messages,
    History,
    Payment,
}

/// <summary>Where a case lies in the office, and the list it was opened from (the query of its address, or empty).</summary>
internal sealed record OfficeCase(string Number, string From)
{
    private const string FromParameter = "aus";

    private static readonly string[] TabWords = ["", "/dateien", "/nachrichten", "/verlauf", "/zahlung"];

    public static OfficeCase Of(HttpContext http, string number) =>
        new(number, InboxQuery.Read(http.Request.Query[FromParameter]).QueryString);

    public InboxQuery List => InboxQuery.Read(From);

    public string Tab(CaseTab tab) => Address(TabWords[(int)tab]);

    public string Act(string action) => Address("/" + action);

    /// <summary>The tab after something was done there; the page says what.</summary>
    public string Done(CaseTab tab, string what)
    {
        var address = Tab(tab);
        return $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}getan={what}";
    }

    public string File(Guid upload) => $"/amt/vorgang/{Number}/dateien/{upload:D}";

    public string Document(Guid document) => $"/amt/vorgang/{Number}/dokumente/{document:D}";

    /// <summary>A neighbour in the same list.</summary>
    public OfficeCase Other(string number) => this with { Number = number };

    private string Address(string rest) =>
        $"/amt/vorgang/{Uri.EscapeDataString(Number)}{rest}{(From.Length == 0 ? "" : $"?{FromParameter}={Uri.EscapeDataString(From)}")}";
}
