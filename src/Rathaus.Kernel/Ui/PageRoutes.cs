using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Ui.Pages;

namespace Rathaus.Kernel.Ui;

/// <summary>Marks an endpoint as a page: refusals and faults come as pages, and the API document leaves it out.</summary>
public sealed class PageEndpoint;

/// <summary>How rooms add pages. One way only; see docs/pages.md.</summary>
public static class PageRoutes
{
    private static readonly PageEndpoint Mark = new();
    private static readonly string[] Reading = ["GET", "HEAD"];

    /// <summary>A page: GET and HEAD, answers with <see cref="PageResult"/>.</summary>
    public static RouteHandlerBuilder MapPage(
        this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        routes.MapMethods(pattern, Reading, handler).WithMetadata(Mark).ExcludeFromDescription();

    /// <summary>
    /// What a page's form is posted to. The token is checked before the handler runs; without a valid one the person
    /// gets a page that keeps what was typed. The handler may take <see cref="IFormCollection"/>.
    /// </summary>
    public static RouteHandlerBuilder MapForm(
        this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        routes.MapPost(pattern, handler)
            .AddEndpointFilter(GuardAsync)
            .WithMetadata(Mark)
            .ExcludeFromDescription()
            .DisableAntiforgery(); // the framework's own check answers with an empty 400; ours stands in the filter

    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        await ReadAsync(http.Request);
        return await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http)
            ? await next(call)
            : await ExpiredForm.PageAsync(http);
    }

    /// <summary>Before the token is looked for, whose check would hide why a body cannot be read: too large, or no form at all.</summary>
    private static async Task ReadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
            return;
        try
        {
            await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException bad)
        {
            throw new BadHttpRequestException("The form cannot be read", StatusCodes.Status400BadRequest, bad);
        }
    }
}
