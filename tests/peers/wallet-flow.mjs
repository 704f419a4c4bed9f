// @openid4vc as a wallet: answers a request of the house and fetches a credential of an offer. Prints what it got.
import { Openid4vciClient, setGlobalConfig } from '@openid4vc/openid4vci';
import { Openid4vpClient } from '@openid4vc/openid4vp';
import { clientAuthenticationAnonymous, clientAuthenticationNone } from '@openid4vc/oauth2';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { ES256, digest, generateSalt } from '@sd-jwt/crypto-nodejs';
import * as jose from 'jose';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { text } from 'node:stream/consumers';

setGlobalConfig({ allowInsecureUrls: true });
const task = JSON.parse(await text(process.stdin));
const keys = new Map();

async function newKey() {
  const { publicKey, privateKey } = await jose.generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await jose.exportJWK(publicKey)), alg: 'ES256' };
  keys.set(await jose.calculateJwkThumbprint(jwk), await jose.exportJWK(privateKey));
  return jwk;
}

const callbacks = {
  hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
  generateRandom: (length) => randomBytes(length),
  clientAuthentication: clientAuthenticationAnonymous(),
  signJwt: async (signer, { header, payload }) => {
    const key = await jose.importJWK(keys.get(await jose.calculateJwkThumbprint(signer.publicJwk)), 'ES256');
    return { jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(key), signerJwk: signer.publicJwk };
  },
  verifyJwt: async (signer, { compact }) => {
    const certificate = new X509Certificate(Buffer.from(signer.x5c[0], 'base64'));
    const signerJwk = await jose.exportJWK(certificate.publicKey);
    try {
      await jose.compactVerify(compact, certificate.publicKey);
      return { verified: true, signerJwk };
    } catch {
      return { verified: false };
    }
  },
  encryptJwe: async (encryptor, data) => {
    const key = await jose.importJWK(encryptor.publicJwk, 'ECDH-ES');
    const jwe = await new jose.CompactEncrypt(new TextEncoder().encode(data))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: encryptor.enc, kid: encryptor.publicJwk.kid })
      .encrypt(key);
    return { jwe, encryptionJwk: encryptor.publicJwk };
  },
  decryptJwe: async () => ({ decrypted: false }),
  getX509CertificateMetadata: (certificate) => {
    const names = new X509Certificate(Buffer.from(certificate, 'base64')).subjectAltName?.split(', ') ?? [];
    return { sanDnsNames: names.filter((one) => one.startsWith('DNS:')).map((one) => one.slice(4)), sanUriNames: [] };
  },
};

async function present({ link, issuerPrivate, x5c, vct }) {
  const client = new Openid4vpClient({ callbacks });
  const parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link });
  const request = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: parsed.params });
  const payload = request.authorizationRequestPayload;
  const holder = await newKey();
  const holderPrivate = keys.get(await jose.calculateJwkThumbprint(holder));
  const now = Math.floor(Date.now() / 1000);
  const sdjwt = new SDJwtVcInstance({
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt, signAlg: 'ES256', kbSignAlg: 'ES256',
    signer: await ES256.getSigner(issuerPrivate), kbSigner: await ES256.getSigner(holderPrivate),
  });
  const { kty, crv, x, y } = holder;
  const pid = await sdjwt.issue(
    {
      iss: 'https://pid.example', vct, iat: now, exp: now + 86400, cnf: { jwk: { kty, crv, x, y } },
      family_name: 'Fremdmann', given_name: 'Petra', birthdate: '1975-05-05', place_of_birth: { locality: 'Kiel', country: 'DE' }, nationalities: ['DE'],
    },
    { _sd: ['family_name', 'given_name', 'birthdate', 'place_of_birth', 'nationalities'] },
    { header: { x5c } });
  const wanted = Object.fromEntries(request.dcql.query.credentials[0].claims.map(({ path }) => [path[0], true]));
  const presentation = await sdjwt.present(pid, wanted, { kb: { payload: { iat: now, nonce: payload.nonce, aud: payload.client_id } } });
  const response = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: payload,
    authorizationResponsePayload: { vp_token: { [request.dcql.query.credentials[0].id]: [presentation] } },
    jarm: {
      encryption: { nonce: randomBytes(16).toString('base64url') },
      serverMetadata: { authorization_signing_alg_values_supported: [], authorization_encryption_alg_values_supported: ['ECDH-ES'], authorization_encryption_enc_values_supported: ['A128GCM', 'A256GCM'] },
    },
  });
  const sent = await client.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: payload,
    authorizationResponsePayload: response.authorizationResponsePayload,
    jarm: response.jarm ? { responseJwt: response.jarm.responseJwt } : undefined,
  });
  return { status: sent.response.status, redirect: (await sent.response.json()).redirect_uri, prefix: request.client.prefix, asked: Object.keys(wanted) };
}

async function fetchCredentials({ offer, digits, copies }) {
  const client = new Openid4vciClient({ callbacks });
  const credentialOffer = await client.resolveCredentialOffer(offer);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const signer = { method: 'jwk', alg: 'ES256', publicJwk: await newKey() };
  const { accessTokenResponse, dpop } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, txCode: digits, dpop: { signer },
  });
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const configuration = credentialOffer.credential_configuration_ids[0];
  const holders = [];
  const jwt = [];
  for (let i = 0; i < copies; i += 1) {
    const publicJwk = await newKey();
    holders.push(publicJwk);
    const proof = await client.createCredentialRequestJwtProof({
      issuerMetadata, credentialConfigurationId: configuration, nonce, signer: { method: 'jwk', alg: 'ES256', publicJwk },
    });
    jwt.push(proof.jwt);
  }
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata, credentialConfigurationId: configuration, accessToken: accessTokenResponse.access_token, dpop, proofs: { jwt },
  });
  return { tokenType: accessTokenResponse.token_type, credentials: credentialResponse.credentials.map((one) => one.credential), holders };
}

/** Sends the person to sign in; the second half comes with the address that they came back to. */
async function authorize({ offer, clientId, redirectUri, back, begun }) {
  const client = new Openid4vciClient({ callbacks: { ...callbacks, clientAuthentication: clientAuthenticationNone({ clientId }) } });
  const credentialOffer = await client.resolveCredentialOffer(offer);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const configuration = credentialOffer.credential_configuration_ids[0];
  const scope = issuerMetadata.credentialIssuer.credential_configurations_supported[configuration].scope;
  if (!back) {
    const publicJwk = await newKey();
    const { authorizationFlow, authorizationRequestUrl, pkce } = await client.initiateAuthorization({
      credentialOffer, issuerMetadata, clientId, redirectUri, scope, dpop: { signer: { method: 'jwk', alg: 'ES256', publicJwk } },
    });
    return { authorizationFlow, address: authorizationRequestUrl, verifier: pkce.codeVerifier, publicJwk, privateJwk: [...keys.values()][0] };
  }

  keys.set(await jose.calculateJwkThumbprint(begun.publicJwk), begun.privateJwk);
  const authorizationServerMetadata = issuerMetadata.authorizationServers[0];
  const answer = client.parseAndVerifyAuthorizationResponseRedirectUrl({ url: back, authorizationServerMetadata });
  const { accessTokenResponse, dpop } = await client.retrieveAuthorizationCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, authorizationCode: answer.code, pkceCodeVerifier: begun.verifier, redirectUri,
    dpop: { signer: { method: 'jwk', alg: 'ES256', publicJwk: begun.publicJwk } },
  });
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  const publicJwk = await newKey();
  const { jwt } = await client.createCredentialRequestJwtProof({
    issuerMetadata, credentialConfigurationId: configuration, nonce, clientId, signer: { method: 'jwk', alg: 'ES256', publicJwk },
  });
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata, credentialConfigurationId: configuration, accessToken: accessTokenResponse.access_token, dpop, proofs: { jwt: [jwt] },
  });
  return { issuer: answer.iss, scope: accessTokenResponse.scope, credentials: credentialResponse.credentials.map((one) => one.credential) };
}

const deed = task.link ? present : task.clientId ? authorize : fetchCredentials;
console.log(JSON.stringify(await deed(task)));
