
namespace Rathaus.Journeys.Tests.Support;

/// <summary>A passkey device that the browser plays: unlocked by its owner, touched at once.</summary>
internal static class VirtualDevice
{
    /// <param name="verifies">Whether the device checks finger, face or PIN.</param>
    public static async Task AttachAsync(Visitor visitor, bool verifies = true)
    {
        var session = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        await session.SendAsync("WebAuthn.enable", new Dictionary<string, object> { ["enableUI"] = false });
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = verifies,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    /// <summary>
    /// Opens a sign-in page and signs in with the device's passkey: the browser may offer it by itself, else the button is
    /// pressed.
    /// </summary>
    public static async Task SignInAsync(Visitor visitor, string address, string arrived)
    {
        await visitor.Page.GotoAsync(address);
        if (!IsThere(visitor.Page.Url))
        {
            var button = visitor.Page.Locator("form[data-passkey=get] button.kern-btn--primary");
            await Task.WhenAny(button.ClickAsync(), visitor.Page.WaitForURLAsync(IsThere));
        }

        await visitor.Page.WaitForURLAsync(IsThere);

        // The address of the sign-in page ends with the way back too: only the path counts.
        bool IsThere(string url) => new Uri(url).AbsolutePath == arrived;
    }
}
