// @sd-jwt as issuer, holder and verifier beside the house. Reads one JSON from standard input, prints one.
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { ES256, digest, generateSalt } from '@sd-jwt/crypto-nodejs';
import { text } from 'node:stream/consumers';

const { issued, issuerPublic, issuerPrivate, holderPublic, holderPrivate, nonce, audience, claims } = JSON.parse(await text(process.stdin));
const base = { hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt, signAlg: 'ES256', kbSignAlg: 'ES256' };

// What the house issued: verified, and shown in part with the holder's signature.
const holder = new SDJwtVcInstance({
  ...base,
  verifier: await ES256.getVerifier(issuerPublic),
  kbSigner: await ES256.getSigner(holderPrivate),
  kbVerifier: await ES256.getVerifier(holderPublic),
});
const verified = await holder.verify(issued);
const presentation = await holder.present(issued, { card_number: true }, {
  kb: { payload: { iat: Math.floor(Date.now() / 1000), nonce, aud: audience } },
});
const checked = await holder.verify(presentation, { requiredClaimKeys: ['card_number'], keyBindingNonce: nonce });

// And the other way round: issued and shown here, for the house to verify.
const issuer = new SDJwtVcInstance({ ...base, signer: await ES256.getSigner(issuerPrivate), kbSigner: await ES256.getSigner(holderPrivate) });
const made = await issuer.issue(claims, { _sd: ['family_name', 'given_name'], _sd_decoy: 2 });
const shown = await issuer.present(made, { family_name: true }, {
  kb: { payload: { iat: Math.floor(Date.now() / 1000), nonce, aud: audience } },
});
console.log(JSON.stringify({ verified: verified.payload, keyBound: checked.kb !== undefined, presentation, made, shown }));
