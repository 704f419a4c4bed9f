using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Rathaus.Host.Edge;

/// <summary>The head of <c>/openapi/v1.json</c>; the routes describe themselves in their rooms.</summary>
internal static class ApiDocument
{
    public static void Describe(OpenApiOptions options) => options.AddDocumentTransformer(static (document, _, _) =>
    {
        document.Info = new OpenApiInfo
        {
            Title = "Rathaus",
            Version = "1",
            Description = "Applications to the towns of the region. Faults are problem documents (RFC 9457); their codes are "
                + "listed in docs/problems.md.",
            License = new OpenApiLicense { Name = "EUPL-1.2", Identifier = "EUPL-1.2" },
        };
        document.Servers = [];
        return Task.CompletedTask;
    });
}
