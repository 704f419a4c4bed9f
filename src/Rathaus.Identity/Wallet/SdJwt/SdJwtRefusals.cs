using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.SdJwt;

/// <summary>Why a credential is not taken; the codes stand in docs/problems.md.</summary>
internal static class SdJwtRefusals
{
    public static readonly Refusal Signature = Refusal.Invalid("credential.signature", "Die Unterschrift des Nachweises stimmt nicht.");

    public static readonly Refusal Expired = Refusal.Invalid("credential.expired", "Der Nachweis gilt nicht mehr oder noch nicht.");

    public static readonly Refusal UnknownIssuer = Refusal.Invalid(
        "credential.issuer-unknown", "Die Stelle, die den Nachweis ausgestellt hat, steht nicht auf der Liste dieses Hauses.");

    public static readonly Refusal Revoked = Refusal.Invalid("credential.revoked", "Der Nachweis ist gesperrt.");

    public static readonly Refusal StatusUnknown = Refusal.Invalid(
        "credential.status-unknown", "Ob der Nachweis gesperrt ist, lässt sich gerade nicht feststellen.");

    public static readonly Refusal WrongType = Refusal.Invalid("credential.type", "Das ist nicht die Art von Nachweis, nach der gefragt wurde.");

    public static Refusal Malformed(string why) => Refusal.Invalid("credential.malformed", why);

    public static Refusal Disclosure(string why) => Refusal.Invalid("credential.disclosure", why);

    public static Refusal Holder(string why) => Refusal.Invalid("credential.holder", why);
}
