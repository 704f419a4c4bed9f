using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Rathaus.Registers.Tests;

/// <summary>What another maker's system was asked.</summary>
public sealed record SpecialistCall(string Path, string? Token, string? Key, JsonObject Body);

/// <summary>
/// A house whose residents of Wuppertal another maker's program keeps: a server of its own that speaks the protocol of
/// docs/registers.md, so that what is tested crosses a real connection.
/// </summary>
public sealed class SpecialistTown : SeededRegisters
{
    private WebApplication? system;
    private string? tokenFile;

    public ConcurrentQueue<SpecialistCall> Calls { get; } = new();

    /// <summary>What it answers to a path: status and body; null: it stays silent until the caller gives up.</summary>
    public Func<SpecialistCall, (int Status, string Body)?> Answer { get; set; } = _ => (200, "{}");

    public override async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        system = builder.Build();
        system.MapPost("/rathaus/{**path}", AnswerAsync);
        await system.StartAsync();
        tokenFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(tokenFile, "geheim-47\n");
        Settings["Registers:Specialist:residents:wuppertal:Url"] = system.Urls.Single() + "/rathaus/";
        Settings["Registers:Specialist:residents:wuppertal:TokenFile"] = tokenFile;
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (system is not null)
            await system.DisposeAsync();
        if (tokenFile is not null)
            File.Delete(tokenFile);
    }

    private async Task AnswerAsync(HttpContext http, string path)
    {
        var call = new SpecialistCall(
            path, http.Request.Headers.Authorization, http.Request.Headers["Idempotency-Key"].FirstOrDefault(),
            (JsonObject)(await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!);
        Calls.Enqueue(call);
        if (Answer(call) is not { } answer)
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return;
        }

        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.Body);
    }
}
