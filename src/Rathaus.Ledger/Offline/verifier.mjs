// Checks a bundle rathaus-bundle/v1 without network, written from RFC 6962, RFC 9162 and the C2SP texts, apart from the
// verifier of the server: two that agree are worth more than one. Runs in browsers and in Node.

import { takeApart } from "./pdf.mjs";

const MOST = 50 * 1024 * 1024;
const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const utf8 = (string) => new TextEncoder().encode(string);
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

class Unreadable extends Error {}
const demand = (holds) => {
  if (!holds) throw new Unreadable();
};

function base64(string) {
  demand(/^[A-Za-z0-9+/]*={0,2}$/.test(string) && string.length % 4 === 0);
  const bytes = Uint8Array.from(atob(string), (c) => c.charCodeAt(0));
  demand(btoa(String.fromCharCode(...bytes)) === string);
  return bytes;
}

function hash(string) {
  const bytes = base64(string);
  demand(bytes.length === 32);
  return bytes;
}

function number(string) {
  demand(/^(0|[1-9][0-9]{0,14})$/.test(string));
  return Number(string);
}

// --- archive ---

/** An archive, or a document with its proof inside. */
const filesOf = (bytes) => {
  demand(bytes.length <= MOST);
  return text(bytes.slice(0, 4).map((byte) => byte & 127)) === "%PDF" ? takeApart(bytes) : unzip(bytes);
};

async function unzip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  demand(end >= 0);
  const count = view.getUint16(end + 10, true);
  demand(count <= 8);
  const files = new Map();
  let left = MOST;
  for (let i = 0, at = view.getUint32(end + 16, true); i < count; i++) {
    demand(at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50);
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const local = view.getUint32(at + 42, true);
    const name = text(bytes.subarray(at + 46, at + 46 + lengths[0]));
    at += 46 + lengths[0] + lengths[1] + lengths[2];
    demand(local + 30 <= bytes.length && view.getUint32(local, true) === 0x04034b50);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    demand(start + packed <= bytes.length && (method === 0 || method === 8) && size <= left && !files.has(name));
    const content = method === 0 ? bytes.slice(start, start + packed) : await inflate(bytes.slice(start, start + packed), size);
    demand(content.length === size);
    left -= size;
    files.set(name, content);
  }
  return files;
}

async function inflate(packed, size) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts = [];
  for (let total = 0; ; ) {
    const { done, value } = await reader.read().catch(() => demand(false));
    if (done) return join(...parts);
    total += value.length;
    demand(total <= size);
    parts.push(value);
  }
}

// --- texts of C2SP ---

async function verifierKey(string) {
  const [name, id, ...rest] = string.split("+");
  const bytes = base64(rest.join("+"));
  demand(bytes.length === 33 && (bytes[0] === 1 || bytes[0] === 4) && /^[^\s+]{1,200}$/u.test(name));
  const real = (await sha256(join(utf8(name), [10], bytes))).subarray(0, 4);
  demand(hex(real) === id);
  return { name, id, type: bytes[0], bytes: bytes.subarray(1) };
}

function note(bytes) {
  const string = text(bytes);
  demand(bytes.length <= 1000000 && string.endsWith("\n") && !/[\x00-\x09\x0b-\x1f]/.test(string));
  const border = string.lastIndexOf("\n\n");
  demand(border >= 0);
  const lines = string.slice(border + 2).split("\n").slice(0, -1);
  demand(lines.length > 0 && lines.length <= 128);
  const signatures = lines.map((line) => {
    const found = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line);
    demand(found);
    const raw = base64(found[2]);
    demand(raw.length > 4);
    return { name: found[1], id: hex(raw.subarray(0, 4)), raw: raw.subarray(4) };
  });
  return { text: string.slice(0, border + 1), signatures };
}

async function signs(key, signature, message) {
  const known = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
  return signature.length === 64 && crypto.subtle.verify({ name: "Ed25519" }, known, signature, utf8(message));
}

/** Which keys signed; a false signature of a known key spoils the note. */
async function open(read, keys) {
  const verified = new Map();
  let broken = false;
  for (const line of read.signatures) {
    const key = keys.find((one) => one.name === line.name && one.id === line.id);
    if (!key) continue;
    if (key.type === 1) {
      if (await signs(key, line.raw, read.text)) verified.set(key, null);
      else broken = true;
      continue;
    }
    const time = line.raw.length === 72 ? Number(new DataView(line.raw.slice(0, 8).buffer).getBigUint64(0)) : NaN;
    if (Number.isSafeInteger(time) && (await signs(key, line.raw.subarray(8), `cosignature/v1\ntime ${time}\n${read.text}`))) {
      if (!verified.has(key)) verified.set(key, time);
    } else broken = true;
  }
  return { verified, broken };
}

export async function policy(string) {
  const read = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null, closed: new Map(), retired: [] };
  const members = new Set();
  const named = (name) => read.witnesses.has(name) || read.groups.has(name);
  for (const line of string.split("\n")) {
    const words = line.split(/[ \t]+/).filter((word) => word);
    if (words[0] === "#!closed" && words.length === 3) {
      demand(!read.closed.has(words[1]));
      read.closed.set(words[1], number(words[2]));
    } else if (words[0] === "#!retired" && words.length === 4) {
      demand(read.witnesses.has(words[1]));
      read.retired.push({ witness: words[1], key: await verifierKey(words[2]), until: number(words[3]) });
    }
    if (words.length === 0 || words[0].startsWith("#")) continue;
    if (words[0] === "log" && words.length >= 2) read.logs.push(await verifierKey(words[1]));
    else if (words[0] === "witness" && words.length >= 3 && !named(words[1])) read.witnesses.set(words[1], await verifierKey(words[2]));
    else if (words[0] === "group" && words.length >= 4 && !named(words[1])) {
      const list = words.slice(3);
      const least = words[2] === "any" ? 1 : words[2] === "all" ? list.length : number(words[2]);
      demand(least >= 1 && least <= list.length && list.every((one) => named(one) && !members.has(one)) && new Set(list).size === list.length);
      list.forEach((one) => members.add(one));
      read.groups.set(words[1], { least, list });
    } else if (words[0] === "quorum" && words.length === 2 && read.quorum === null && (words[1] === "none" || named(words[1]))) read.quorum = words[1];
    else demand(false);
  }
  demand(read.quorum !== null);
  return read;
}

function met(trust, name, cosigners) {
  const witness = trust.witnesses.get(name);
  if (witness) return cosigners.has(witness);
  const group = trust.groups.get(name);
  return group.list.filter((one) => met(trust, one, cosigners)).length >= group.least;
}

// --- tree ---

const leafHash = (entry) => sha256(join([0], entry));
const nodeHash = (left, right) => sha256(join([1], left, right));

async function included(index, size, leaf, path, root) {
  if (index >= size || path.length > 64) return false;
  let at = BigInt(index);
  let last = BigInt(size) - 1n;
  let computed = leaf;
  for (const sibling of path) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      computed = await nodeHash(sibling, computed);
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else computed = await nodeHash(computed, sibling);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n && same(computed, root);
}

// --- bundle ---

function parseEntry(bytes) {
  const found =
    /^rathaus-entry\/v1\ntype ([a-z]+(?:\.[a-z]+)?)\norg ([0-9]{12})\ntime (0|[1-9][0-9]*)\nalg hmac-sha256\ncommit (\S{44})\nprev (-|\S{44})\npub (-|\S{44})\n$/.exec(text(bytes));
  demand(found);
  if (found[5] !== "-") hash(found[5]);
  return { type: found[1], org: found[2], time: number(found[3]), commit: hash(found[4]), pub: found[6] === "-" ? null : hash(found[6]) };
}

function parseProof(bytes) {
  const border = bytes.findIndex((byte, i) => byte === 10 && bytes[i + 1] === 10);
  demand(border > 0 && border < 16384);
  const lines = text(bytes.subarray(0, border)).split("\n");
  demand(lines.shift() === "c2sp.org/tlog-proof@v1");
  if (lines[0]?.startsWith("extra ")) base64(lines.shift().slice(6));
  demand(lines[0]?.startsWith("index "));
  return { index: number(lines.shift().slice(6)), path: lines.map(hash), note: note(bytes.subarray(border + 2)) };
}

/** Exactly one text is this manifest: what differs in a single byte is none. */
function parseManifest(bytes) {
  let read;
  try {
    read = JSON.parse(text(bytes));
  } catch {
    demand(false);
  }
  demand(read && read.v === 1 && typeof read.origin === "string" && Array.isArray(read.files));
  const canonical = JSON.stringify({
    created: read.created,
    docLength: read.docLength,
    files: read.files.map(({ name, sha256: sum }) => ({ name, sha256: sum })),
    index: read.index,
    origin: read.origin,
    v: 1,
  });
  demand(canonical === text(bytes));
  return read;
}

const isDocument = (name) => /^document\.[a-z0-9]{1,8}$/.test(name);
const needed = ["manifest.json", "meta.json", "entry.txt", "proof.tlog-proof", "policy.txt"];
const house = (name) => name.split("/")[0];

/**
 * @param {Uint8Array} bytes the bundle
 * @param {string} policyText the policy that whoever checks trusts
 * @returns answer (genuine, unwitnessed, erased, forged, unreadable) and one outcome per step
 */
export async function verify(bytes, policyText) {
  const trust = await policy(policyText);
  try {
    return await check(await filesOf(bytes), trust);
  } catch (wrong) {
    if (!(wrong instanceof Unreadable || wrong instanceof TypeError || wrong instanceof RangeError)) throw wrong;
    return { answer: "unreadable", steps: { files: "fails", commitment: "open", inclusion: "open", log: "open", quorum: "open", successor: "open" } };
  }
}

async function check(files, trust) {
  const names = [...files.keys()];
  const documents = names.filter(isDocument);
  demand(needed.every((name) => files.has(name)) && documents.length === 1);
  demand(names.every((name) => needed.includes(name) || name === "opening.json" || isDocument(name)));
  const manifest = parseManifest(files.get("manifest.json"));
  const entry = parseEntry(files.get("entry.txt"));
  const proof = parseProof(files.get("proof.tlog-proof"));
  const seen = await witnessed(proof, files.get("entry.txt"), trust);
  const { origin } = seen;
  const document = files.get(documents[0]);

  let fit = manifest.files.length === files.size - 1 && manifest.index === proof.index && manifest.created === entry.time;
  fit &&= manifest.origin === origin && manifest.docLength <= document.length && new Set(manifest.files.map((file) => file.name)).size === manifest.files.length;
  for (const file of manifest.files)
    fit &&= file.name !== "manifest.json" && files.has(file.name) && hex(await sha256(files.get(file.name))) === file.sha256;

  const steps = { files: fit ? "holds" : "fails", commitment: "open", successor: "open" };
  if (files.has("opening.json")) {
    const opening = /^\{"r":"(\S{44})"\}$/.exec(text(files.get("opening.json")));
    steps.commitment = opening && (await opens(hash(opening[1]), document.subarray(0, manifest.docLength), files.get("meta.json"), entry)) ? "holds" : "fails";
  }
  Object.assign(steps, seen.steps);
  const forged = ["files", "commitment", "inclusion", "log"].some((step) => steps[step] === "fails");
  const answer = forged ? "forged" : !files.has("opening.json") ? "erased" : steps.quorum === "holds" ? "genuine" : "unwitnessed";
  return { ...seen, answer, steps, index: proof.index, type: entry.type, time: entry.time };
}

/** Witnesses of other houses with their times; a retired key counts as its witness for what it cosigned before its end. */
function cosigned(verified, trust, origin) {
  const cosigners = new Map();
  for (const [key, time] of verified) {
    if (key.type !== 4 || house(key.name) === house(origin)) continue;
    const old = trust.retired.find((one) => one.key === key);
    if (!old || time <= old.until) cosigners.set(old ? trust.witnesses.get(old.witness) : key, time);
  }
  return cosigners;
}

/** What the log and the other towns say of an entry. */
async function witnessed(proof, entry, trust) {
  const checkpoint = /^([^\s+]+)\n(0|[1-9][0-9]*)\n(\S{44})\n$/.exec(proof.note.text);
  const [origin, size, root] = checkpoint ? [checkpoint[1], number(checkpoint[2]), hash(checkpoint[3])] : ["", 0, new Uint8Array()];
  const inclusion = (await included(proof.index, size, await leafHash(entry), proof.path, root)) ? "holds" : "fails";
  const log = trust.logs.find((key) => key.type === 1 && key.name === origin);
  // Behind its end nothing that a log signs counts: its key may be in other hands.
  const goes = log !== undefined && size <= (trust.closed.get(origin) ?? Infinity);
  const keys = [...trust.witnesses.values(), ...trust.retired.map((one) => one.key)];
  const opened = goes ? await open(proof.note, [log, ...keys]) : { verified: new Map(), broken: false };
  const signed = goes && opened.verified.has(log) && !opened.broken;
  const cosigners = cosigned(opened.verified, trust, origin);
  const times = [...cosigners.values()].sort((a, b) => a - b);
  const steps = {
    inclusion,
    // A log that the pinned policy does not know is a stranger: no proof, and no forgery either.
    log: signed ? "holds" : log || !origin ? "fails" : "open",
    quorum: signed && trust.quorum !== "none" && met(trust, trust.quorum, cosigners) ? "holds" : "fails",
  };
  return { origin, steps, cosigners: cosigners.size, from: times[0], until: times.at(-1) };
}

async function opens(salt, document, meta, entry) {
  const digest = await sha256(document);
  if (entry.pub !== null && !same(entry.pub, digest)) return false;
  const key = await crypto.subtle.importKey("raw", salt, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const commit = new Uint8Array(await crypto.subtle.sign("HMAC", key, join(utf8("rathaus-commit/v1\n"), digest, await sha256(meta))));
  return same(commit, entry.commit);
}

// --- printed code ---

/**
 * @param {string} code what stands behind the # of a printed address: opening and facts
 * @param {{entry: string, proof: string, standing: string}} evidence texts of the public log, and its word on later entries
 * @param {string} policyText the policy that whoever checks trusts
 * @returns answer, steps, and the facts that the town put its entry on
 */
export async function verifyPaper(code, evidence, policyText) {
  const trust = await policy(policyText);
  try {
    const [salt, facts] = parseCode(code);
    const bytes = utf8(evidence.entry);
    const [entry, proof] = [parseEntry(bytes), parseProof(utf8(evidence.proof))];
    const seen = await witnessed(proof, bytes, trust);
    const steps = {
      commitment: (await opens(salt, facts, utf8('{"kind":"paper"}'), entry)) ? "holds" : "fails",
      ...seen.steps,
      successor: { holds: "holds", revoked: "fails", superseded: "fails" }[evidence.standing] ?? "open",
    };
    const forged = ["commitment", "inclusion", "log"].some((step) => steps[step] === "fails");
    const later = ["revoked", "superseded"].includes(evidence.standing) ? evidence.standing : null;
    const answer = forged ? "forged" : later ?? (steps.quorum === "holds" ? "genuine" : "unwitnessed");
    return { ...seen, answer, steps, facts: JSON.parse(text(facts)) };
  } catch (wrong) {
    if (!(wrong instanceof Unreadable || wrong instanceof TypeError || wrong instanceof RangeError || wrong instanceof SyntaxError)) throw wrong;
    return { answer: "unreadable", steps: {} };
  }
}

function parseCode(code) {
  demand(/^[A-Za-z0-9_-]{44,1400}$/.test(code));
  const standard = code.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = base64(standard.padEnd(Math.ceil(standard.length / 4) * 4, "="));
  demand(bytes.length > 32);
  return [bytes.slice(0, 32), bytes.slice(32)];
}
