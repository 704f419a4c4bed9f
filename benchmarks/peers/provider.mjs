// The peer of `bench identity`: oidc-provider with its in-memory adapter and client_credentials, the grant that costs it least.
// Prints its port. node provider.mjs jwt|opaque|proofs [JWKS]
// proofs: clients bench-0 ... with private_key_jwt and DPoP, as on our side; JWKS is a file with a JSON array of their keys.
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const [form = 'jwt', keys] = process.argv.slice(2)
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const common = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], id_token_signed_response_alg: 'ES256' }
const clients = form === 'proofs'
  ? JSON.parse(readFileSync(keys, 'utf8')).map((key, at) => ({
    ...common,
    client_id: `bench-${at}`,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    dpop_bound_access_tokens: true,
    jwks: { keys: [key] },
  }))
  : [{ ...common, client_id: 'bench', client_secret: 'bench-secret', token_endpoint_auth_method: 'client_secret_basic' }]
const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const port = server.address().port
  const audience = `http://localhost:${port}/api`
  const provider = new Provider(`http://localhost:${port}`, {
    clients,
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'bench' }] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({
          scope: 'read', audience, accessTokenFormat: form === 'opaque' ? 'opaque' : 'jwt', accessTokenTTL: 300, jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    ttl: { ClientCredentials: 300 },
  })
  server.on('request', provider.callback())
  console.log(port)
})
