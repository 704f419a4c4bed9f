using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Rathaus.Testing;

/// <summary>A house in memory sees no network addresses; with this, a request says where it comes from.</summary>
public sealed class CallerAddress : IStartupFilter
{
    public const string Header = "X-Test-Address";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, go) =>
        {
            if (IPAddress.TryParse(http.Request.Headers[Header], out var address))
                http.Connection.RemoteIpAddress = address;
            return go(http);
        });
        next(app);
    };
}
