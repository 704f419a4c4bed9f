using Rathaus.Identity.Provider;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Tests.Levels;

/// <summary>The table of levels (TR-03107-1 as the house reads it), and what is missing for the next one.</summary>
public sealed class LevelStepTests
{
    [Theory]
    [InlineData(Proofing.None, Authenticator.Link, false, "urn:rathaus:acr:basis")]
    [InlineData(Proofing.SelfDeclared, Authenticator.Link, false, "urn:rathaus:acr:basis")]
    [InlineData(Proofing.None, Authenticator.BoundDevice, false, "urn:rathaus:acr:basis")]
    [InlineData(Proofing.SelfDeclared, Authenticator.Passkey, false, "http://eidas.europa.eu/LoA/low")]
    [InlineData(Proofing.SelfDeclared, Authenticator.BoundDevice, false, "http://eidas.europa.eu/LoA/low")]
    [InlineData(Proofing.Checked, Authenticator.Passkey, false, "http://eidas.europa.eu/LoA/low")]
    [InlineData(Proofing.IdentityCard, Authenticator.Passkey, false, "http://eidas.europa.eu/LoA/low")]
    [InlineData(Proofing.Checked, Authenticator.BoundDevice, false, "http://eidas.europa.eu/LoA/substantial")]
    [InlineData(Proofing.IdentityCard, Authenticator.BoundDevice, false, "http://eidas.europa.eu/LoA/substantial")]
    [InlineData(Proofing.IdentityCard, Authenticator.BoundDevice, true, "http://eidas.europa.eu/LoA/high")]
    [InlineData(Proofing.Checked, Authenticator.BoundDevice, true, "http://eidas.europa.eu/LoA/substantial")]
    public void Proofing_and_authenticator_together_give_the_level(Proofing proofing, Authenticator authenticator, bool card, string acr) =>
        Assert.Equal(acr, Acr.Of(new Assurance(proofing, authenticator, card).Trust));

    [Theory]
    [InlineData(TrustLevel.Low, Proofing.SelfDeclared, Authenticator.None, "AddPasskey")]
    [InlineData(TrustLevel.Low, Proofing.SelfDeclared, Authenticator.Passkey, "")]
    [InlineData(TrustLevel.Substantial, Proofing.SelfDeclared, Authenticator.Passkey, "ProveIdentity,BindDevice")]
    [InlineData(TrustLevel.Substantial, Proofing.Checked, Authenticator.Passkey, "BindDevice")]
    [InlineData(TrustLevel.Substantial, Proofing.SelfDeclared, Authenticator.BoundDevice, "ProveIdentity")]
    [InlineData(TrustLevel.Substantial, Proofing.Checked, Authenticator.BoundDevice, "")]
    [InlineData(TrustLevel.High, Proofing.IdentityCard, Authenticator.BoundDevice, "UseCard")]
    public void What_is_missing_for_a_level_is_named(TrustLevel wanted, Proofing proofing, Authenticator authenticator, string steps) =>
        Assert.Equal(steps, string.Join(',', LevelSteps.Missing(wanted, proofing, authenticator)));
}
