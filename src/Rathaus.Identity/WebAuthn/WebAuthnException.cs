namespace Rathaus.Identity.WebAuthn;

/// <summary>
/// An authenticator's message breaks a rule of Web Authentication Level 3. Stays inside the verifier, which turns it
/// into a refusal; <see cref="Code"/> is that refusal's code, the message goes to the log.
/// </summary>
internal sealed class WebAuthnException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
