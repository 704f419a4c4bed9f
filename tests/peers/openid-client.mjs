// openid-client as a relying party: the whole life of a sign-in. Prints what it saw as JSON; any fault ends with an exception.
import * as client from 'openid-client';
import { Browser, task } from './browser.mjs';

const { issuer, id, redirect, after, person, signingKey } = await task();
const config = await client.discovery(new URL(issuer), id, undefined, client.PrivateKeyJwt(signingKey), {
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
});
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
const verifier = client.randomPKCECodeVerifier();
const checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true };

const start = await client.buildAuthorizationUrlWithPAR(config, {
  redirect_uri: redirect,
  scope: 'openid profile offline_access',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state: checks.expectedState,
  nonce: checks.expectedNonce,
  acr_values: 'http://eidas.europa.eu/LoA/low',
}, { DPoP });
const browser = new Browser();
const callback = await browser.follow(start, redirect, person);
const tokens = await client.authorizationCodeGrant(config, callback, checks, undefined, { DPoP });
const claims = tokens.claims();
const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub, { DPoP });
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
await client.fetchUserInfo(config, refreshed.access_token, claims.sub, { DPoP });
await client.tokenRevocation(config, tokens.refresh_token);
const refused = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP }).then(() => null, (fault) => fault.error);

const end = client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: after, state: 'bye' });
const left = await browser.follow(end, after, person);
console.log(JSON.stringify({ start: start.href, claims, info, scope: tokens.scope, type: tokens.token_type, refreshed: refreshed.expires_in, refused, left: left.href }));
