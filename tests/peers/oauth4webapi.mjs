// oauth4webapi as a relying party, every step by hand, by the metadata of RFC 8414. Prints what it saw as JSON.
import * as oauth from 'oauth4webapi';
import { Browser, task } from './browser.mjs';

const { issuer, id, redirect, person, signingKey } = await task();
const insecure = { [oauth.allowInsecureRequests]: true };
const url = new URL(issuer);
const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure }));
const me = { client_id: id };
const auth = oauth.PrivateKeyJwt(signingKey);
const DPoP = oauth.DPoP(me, await oauth.generateKeyPair('ES256'));
let retries = 0;

/** The server asks for its nonce once; then the same call is made again. */
async function withNonce(send, read) {
  try {
    return await read(await send());
  } catch (fault) {
    if (!oauth.isDPoPNonceError(fault)) throw fault;
    retries++;
    return await read(await send());
  }
}

const verifier = oauth.generateRandomCodeVerifier();
const state = oauth.generateRandomState();
const nonce = oauth.generateRandomNonce();
const pushed = await withNonce(
  async () => oauth.pushedAuthorizationRequest(as, me, auth, new URLSearchParams({
    response_type: 'code', redirect_uri: redirect, scope: 'openid profile offline_access', state, nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  }), { DPoP, ...insecure }),
  (answer) => oauth.processPushedAuthorizationResponse(as, me, answer),
);
const start = new URL(as.authorization_endpoint);
start.search = new URLSearchParams({ client_id: id, request_uri: pushed.request_uri });
const callback = await new Browser().follow(start, redirect, person);
const parameters = oauth.validateAuthResponse(as, me, callback, state);

let tokenAnswer;
const tokens = await withNonce(
  async () => (tokenAnswer = await oauth.authorizationCodeGrantRequest(as, me, auth, parameters, redirect, verifier, { DPoP, ...insecure })),
  (answer) => oauth.processAuthorizationCodeResponse(as, me, answer, { expectedNonce: nonce, requireIdToken: true }),
);
await oauth.validateApplicationLevelSignature(as, tokenAnswer, insecure);
const claims = oauth.getValidatedIdTokenClaims(tokens);
const info = await withNonce(
  () => oauth.userInfoRequest(as, me, tokens.access_token, { DPoP, ...insecure }),
  (answer) => oauth.processUserInfoResponse(as, me, claims.sub, answer),
);
const refreshed = await withNonce(
  () => oauth.refreshTokenGrantRequest(as, me, auth, tokens.refresh_token, { DPoP, ...insecure }),
  (answer) => oauth.processRefreshTokenResponse(as, me, answer),
);
await oauth.processRevocationResponse(await oauth.revocationRequest(as, me, auth, refreshed.access_token, insecure));
const ended = await oauth.userInfoRequest(as, me, refreshed.access_token, { DPoP, ...insecure }).then((answer) => answer.status, (fault) => fault.status ?? fault.cause?.[0]?.parameters?.error);
console.log(JSON.stringify({ start: start.href, claims, info, scope: tokens.scope, type: tokens.token_type, retries, ended }));
