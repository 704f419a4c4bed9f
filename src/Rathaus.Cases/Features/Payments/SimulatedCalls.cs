using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;
using Rathaus.Cases.Api;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Payments;

/// <summary>SIMULATION: how the embedded provider calls the house.</summary>
internal interface ISimulatedCalls
{
    /// <summary>Tells how the booking stands now; a call that does not arrive is made up for by asking (reconciliation).</summary>
    Task NotifyAsync(short municipality, string reference, CancellationToken ct);
}

/// <summary>SIMULATION: calls over HTTP as a real provider does, on the address this process listens to.</summary>
internal sealed partial class SimulatedCalls(
    IHttpClientFactory clients, IServer server, SimulatedPaymentProvider provider, SimulatedSignature signature, ICatalogue catalogue,
    TimeProvider time, ILogger<SimulatedCalls> log) : ISimulatedCalls
{
    /// <summary>Name of the client, for tests that host the house without a socket.</summary>
    public const string Client = "simulated-payment-provider";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task NotifyAsync(short municipality, string reference, CancellationToken ct)
    {
        if (catalogue.FindTown(municipality) is not { } town)
            return;
        var standing = await provider.ReadAsync(municipality, reference, ct);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new PaymentNotification(standing.EventId, reference, standing.State.ToString().ToLowerInvariant(), standing.Amount, time.GetUtcNow()),
            PaymentJson.Default.PaymentNotification);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, $"/api/v1/{town.Id}/payment-notifications"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(PaymentsApi.SignatureHeader, signature.Sign(body));
        // Behind a proxy plain http is turned away; this call comes from the machine itself.
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.SendAsync(request, limit.Token);
            if (!answer.IsSuccessStatusCode)
                LogRefused(log, (int)answer.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            LogLost(log, exception.GetType().Name);
        }
    }

    private Uri Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address
        ? new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal))
        : new Uri("https://localhost");

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call of the simulated payment provider was refused with {Status}")]
    private static partial void LogRefused(ILogger log, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call of the simulated payment provider did not arrive: {Error}")]
    private static partial void LogLost(ILogger log, string error);
}

/// <summary>
/// SIMULATION: what proves that a call came from the embedded provider: time and hash of the body, sealed under the key ring
/// that all hosts of a house share. Good for five minutes.
/// </summary>
internal sealed class SimulatedSignature(IDataProtectionProvider protection, TimeProvider time)
{
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    private const int Longest = 1000;

    private readonly IDataProtector protector = protection.CreateProtector("Rathaus.Cases.SimulatedPaymentCall");

    public string Sign(ReadOnlySpan<byte> body) =>
        protector.Protect(time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + "." + Hash(body));

    public bool Holds(ReadOnlySpan<byte> body, string? signature)
    {
        if (signature is not { Length: > 0 and <= Longest })
            return false;
        try
        {
            var parts = protector.Unprotect(signature).Split('.');
            return parts is [var at, var hash]
                && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Leeway
                && string.Equals(hash, Hash(body), StringComparison.Ordinal);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
