// The peer of `bench identity`: oidc-provider with its in-memory adapter and the grant that costs it least. Prints its port.
// node provider.mjs jwt|opaque
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const format = process.argv[2] ?? 'jwt'
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const port = server.address().port
  const audience = `http://localhost:${port}/api`
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [{
      client_id: 'bench',
      client_secret: 'bench-secret',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
    }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'bench' }] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({ scope: 'read', audience, accessTokenFormat: format, accessTokenTTL: 300, jwt: { sign: { alg: 'ES256' } } }),
      },
    },
    ttl: { ClientCredentials: 300 },
  })
  server.on('request', provider.callback())
  console.log(port)
})
