using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Kernel.Ui.Pages;

namespace Rathaus.Kernel.Tests.Ui;

/// <summary>A small host with the kit's pipeline and a few pages, in memory.</summary>
public sealed class UiHost : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("rathaus-ui-").FullName;
    private WebApplication? app;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        WriteBundle();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddProblemDetails();
        builder.Configuration["Ui:StrictTransport"] = "true"; // as behind --public-url
        builder.Services.AddUi(folder);
        app = builder.Build();
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseRouting();
        app.MapUi();
        app.MapPage("/{town}/formular", static () => PageResult.Of<GalleryPage>());
        app.MapForm("/{town}/formular", static (IFormCollection form) =>
            form["name"] == "gut" ? PageResult.SeeOther("/danke") : PageResult.Invalid<ErrorPage>(new { Status = 422 }));
        app.MapPage("/fremd", static () => PageResult.SeeOther("//boese.example/"));
        app.MapPage("/anmelden-noetig", static () =>
            PageResult.Refused(new Refusal(RefusalKind.SignInNeeded, "sign-in.needed", "Bitte melden Sie sich an.")));
        app.MapPage("/geaendert", static () => PageResult.Refused(Refusal.Conflict("case.changed", "Alex hat geändert.")));
        app.MapPage("/fehler", static IResult () => throw new InvalidOperationException("secret detail"));
        app.MapPage("/datenbank-weg", static IResult () => throw new InvalidOperationException("x", new Npgsql.NpgsqlException("secret host")));
        app.MapGet("/api/v1/fehler", static IResult () => throw new InvalidOperationException("secret detail"));
        app.MapGet("/api/v1/zu-gross", static IResult () => throw new BadHttpRequestException("too large", 413));
        await app.StartAsync(TestContext.Current.CancellationToken);
        Client = NewClient();
    }

    public HttpClient NewClient()
    {
        var client = new HttpClient(new CookieHandler(app!.GetTestServer().CreateHandler())) { BaseAddress = new Uri("https://rathaus.example") };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (app is not null)
            await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void WriteBundle()
    {
        File.WriteAllText(Path.Combine(folder, "manifest.json"), """{"rathaus.css":"rathaus.0AB1.css","rathaus.js":"rathaus.0AB2.js"}""");
        File.WriteAllText(Path.Combine(folder, "rathaus.0AB1.css"), "body{color:red}");
        File.WriteAllText(Path.Combine(folder, "rathaus.0AB1.css.br"), "br");
        File.WriteAllText(Path.Combine(folder, "rathaus.0AB1.css.gz"), "gz");
        File.WriteAllText(Path.Combine(folder, "rathaus.0AB2.js"), "export {}");
        File.WriteAllText(Path.Combine(folder, "secret.txt"), "not in the manifest");
    }

    /// <summary>Keeps cookies like a browser and does not follow redirects.</summary>
    private sealed class CookieHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly System.Net.CookieContainer cookies = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var header = cookies.GetCookieHeader(request.RequestUri!);
            if (header.Length > 0)
                request.Headers.Add("Cookie", header);
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var set))
            {
                foreach (var cookie in set)
                    cookies.SetCookies(request.RequestUri!, cookie);
            }

            return response;
        }
    }
}
