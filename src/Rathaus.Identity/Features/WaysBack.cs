using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Features;

/// <summary>
/// A refused form is answered at the address it was sent to; loading that again, or choosing another language there, leads
/// to the page with the form.
/// </summary>
internal static class WaysBack
{
    public static void MapWayBack(this IEndpointRouteBuilder routes, string form, string page) =>
        routes.MapPage(form, (HttpContext http) => PageResult.SeeOther(page + http.Request.QueryString));
}
