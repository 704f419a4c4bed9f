using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Rathaus.Identity.Provider.Portal;

/// <summary>
/// Requests of the house to itself. They run through the same pipeline, routes, handlers and checks as requests of anybody else, but
/// through no socket: the public address of the house may lead to a proxy that this machine cannot reach.
/// </summary>
internal sealed class InnerCalls(IServiceScopeFactory scopes) : HttpMessageHandler
{
    /// <summary>For whom the house asks: the call counts for the address of that browser.</summary>
    public static readonly HttpRequestOptionsKey<IPAddress?> Visitor = new("visitor");

    private RequestDelegate? pipeline;

    /// <summary>What comes behind the edge of the house: where calls from within join.</summary>
    public RequestDelegate Join(RequestDelegate next) => pipeline = next;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var run = pipeline ?? throw new InvalidOperationException("The house does not answer yet");
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Task<HttpResponseMessage> answer;

        // Nothing that belongs to the request that asks flows into this one.
        using (ExecutionContext.SuppressFlow())
            answer = Task.Run(() => RunAsync(run, request, body, cancellationToken), cancellationToken);
        return await answer;
    }

    private async Task<HttpResponseMessage> RunAsync(RequestDelegate run, HttpRequestMessage request, byte[] body, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var output = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = ct };
        if (request.Options.TryGetValue(Visitor, out var visitor))
            http.Connection.RemoteIpAddress = visitor;
        var address = request.RequestUri ?? throw new InvalidOperationException("A request needs an address");
        http.Request.Method = request.Method.Method;
        http.Request.Scheme = Uri.UriSchemeHttps;
        http.Request.Host = new HostString(address.Authority);
        http.Request.Path = PathString.FromUriComponent(address);
        http.Request.QueryString = QueryString.FromUriComponent(address);
        foreach (var (name, values) in request.Headers)
            http.Request.Headers[name] = values.ToArray();
        if (request.Content is { } content)
        {
            http.Request.ContentType = content.Headers.ContentType?.ToString();
            http.Request.ContentLength = body.Length;
            http.Request.Body = new MemoryStream(body, writable: false);
        }

        http.Response.Body = output;
        await run(http);
        await http.Response.CompleteAsync();
        var answer = new HttpResponseMessage((HttpStatusCode)http.Response.StatusCode)
        {
            RequestMessage = request, Content = new ByteArrayContent(output.ToArray()),
        };
        foreach (var (name, values) in http.Response.Headers)
            answer.Headers.TryAddWithoutValidation(name, values.ToArray());
        return answer;
    }
}
