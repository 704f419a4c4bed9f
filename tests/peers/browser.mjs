// A browser without script: keeps cookies, follows the pages of a sign-in, agrees to the client, and stops at the client's address.

export class Browser {
  #cookies = new Map();

  async #go(address, form) {
    const headers = { accept: 'text/html', cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const answer = await fetch(address, {
      redirect: 'manual', headers, method: form ? 'POST' : 'GET', body: form ? new URLSearchParams(form) : undefined,
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair] = cookie.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    return answer;
  }

  /** Follows from an address until the browser would leave for one that begins with `end`. */
  async follow(address, end, person) {
    let answer = await this.#go(address);
    for (let step = 0; step < 20; step++) {
      const refresh = answer.headers.get('refresh')?.match(/url=(.*)$/)?.[1];
      const onward = answer.headers.get('location') ?? refresh;
      if (onward) {
        const next = new URL(onward, address);
        if (next.href.startsWith(end)) return next;
        address = next;
        answer = await this.#go(address);
        continue;
      }
      const html = await answer.text();
      const token = html.match(/name="_token" value="([^"]+)"/)?.[1];
      const consent = html.match(/\/id\/oidc\/zustimmung\/[0-9a-f-]{36}/)?.[0];
      const signIn = html.includes('/anmelden/vorfuehrung');
      if (answer.status !== 200 || !token || !(consent || signIn)) throw new Error(`${answer.status} at ${address}: ${html.slice(0, 2000)}`);
      const back = html.match(/name="zurueck" value="([^"]*)"/)?.[1]?.replaceAll('&amp;', '&');
      [address, answer] = signIn
        ? await this.#send(address, '/anmelden/vorfuehrung', { _token: token, person, zurueck: back })
        : await this.#send(address, consent, { _token: token, entscheidung: 'ja' });
    }
    throw new Error('The pages lead in a circle');
  }

  async #send(page, path, form) {
    const address = new URL(path, page);
    return [address, await this.#go(address, form)];
  }
}

/** What the test hands over on standard input. */
export async function task() {
  let text = '';
  for await (const part of process.stdin) text += part;
  const given = JSON.parse(text);
  const { key_ops, ext, ...jwk } = given.key;
  given.signingKey = {
    kid: jwk.kid,
    key: await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']),
  };
  return given;
}
