using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using Rathaus.Identity.Tests.WebAuthn;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>What the script of a page does: asks for options, lets the device answer, and hands back what the form sends.</summary>
internal static class Ceremony
{
    public static SoftAuthenticator Device(string origin = "https://localhost") => new() { RelyingParty = "localhost", Origin = origin };

    /// <summary>A new passkey for whatever the options are about.</summary>
    public static async Task<string> RegisterAsync(
        this Browser browser, SoftAuthenticator device, string page, string optionsAddress, params (string Name, string Value)[] fields)
    {
        var options = await OptionsAsync(await browser.PostAsync(page, optionsAddress, fields));
        device.UserHandle = Base64Url.DecodeFromChars(options["user"]!["id"]!.GetValue<string>());
        return new JsonObject
        {
            ["rawId"] = Base64Url.EncodeToString(device.CredentialId),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(device.ClientData("webauthn.create", ChallengeOf(options))),
                ["attestationObject"] = Base64Url.EncodeToString(device.Attestation()),
            },
        }.ToJsonString();
    }

    /// <summary>A signed challenge.</summary>
    public static async Task<string> AssertAsync(
        this Browser browser, SoftAuthenticator device, string page, string optionsAddress, byte[]? handle = null)
    {
        var options = await OptionsAsync(await browser.PostAsync(page, optionsAddress));
        var (client, data, signature) = device.Assert(ChallengeOf(options));
        return new JsonObject
        {
            ["rawId"] = Base64Url.EncodeToString(device.CredentialId),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(client),
                ["authenticatorData"] = Base64Url.EncodeToString(data),
                ["signature"] = Base64Url.EncodeToString(signature),
                ["userHandle"] = Base64Url.EncodeToString(handle ?? device.UserHandle),
            },
        }.ToJsonString();
    }

    private static byte[] ChallengeOf(JsonNode options) => Base64Url.DecodeFromChars(options["challenge"]!.GetValue<string>());

    private static async Task<JsonNode> OptionsAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }
}
