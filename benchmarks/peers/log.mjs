// The peer of `bench govchain`: hypercore, an append log on disk that signs its tree, without witnesses.
// node log.mjs FOLDER BYTES SECONDS; prints entries per second one by one, then in batches of 256.
import Hypercore from 'hypercore'
import { randomBytes } from 'node:crypto'

const [folder, bytes, seconds] = process.argv.slice(2)
const core = new Hypercore(folder)
await core.ready()
const entry = randomBytes(Number(bytes))

async function run (block, count) {
  const end = performance.now() + Number(seconds) * 1000
  const began = performance.now()
  let done = 0
  while (performance.now() < end) {
    await core.append(block)
    done += count
  }
  return done / (performance.now() - began) * 1000
}

await run(entry, 1)
console.log(Math.round(await run(entry, 1)), Math.round(await run(Array.from({ length: 256 }, () => entry), 256)))
await core.close()
