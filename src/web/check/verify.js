// Checks a proof that a log has an entry (c2sp.org/tlog-proof), with nothing but the keys that one
// believes. Runs in browsers and in Node as it stands; asks nobody anything; changes nothing.
//
// `verify` gives what was proven or throws a `Refused`, whose `why` is a short stable name. It reads
// what src/merkle reads, and refuses what that refuses.

const FIRST_LINE = "c2sp.org/tlog-proof@v1\n";
const SIGNATURE_START = "\u2014 ";
const MOST_BYTES = 1_100_000;
const MOST_NOTE_BYTES = 1_000_000;
const MOST_HASHES = 63;
const MOST_SIGNATURES = 100;
const MOST_LEAVES = 2n ** 63n - 1n;

/** Ed25519 over the text of a note. */
const LOG = 0x01;
/** Ed25519 over a time and the text. */
const WITNESS = 0x04;
/** ML-DSA-44: browsers cannot check it yet, so it counts as nobody's. */
const POST_QUANTUM = 0x06;

export class Refused extends Error {
  constructor(why, about = "") {
    super(about ? `${why}: ${about}` : why);
    this.why = why;
    this.about = about;
  }
}

/**
 * Checks a proof.
 *
 * @param {Uint8Array} proof the file
 * @param {?Uint8Array} entry the entry's bytes; null: they stand in the proof
 * @param {string} believed the log's verifier key, keys of witnesses on further lines, or a policy
 *   (c2sp.org/tlog-policy)
 */
export async function verify(proof, entry, believed) {
  const read = parseProof(proof);
  const bytes = entry ?? read.extra;
  if (entry === null && bytes.length === 0) throw new Refused("no-entry");
  const signed = await openCheckpoint(read.checkpoint, await believe(believed));
  const leaf = await hash([0x00], bytes);
  await checkPath(leaf, read.index, signed.size, read.path, signed.root);
  const { origin, size, signedBy, witnesses, known, uncheckable } = signed;
  const [root, index] = [toBase64(signed.root), read.index];
  return {
    origin, index, size, root, leaf: toBase64(leaf), signedBy, witnesses, known, uncheckable, entry: bytes,
  };
}

/** Opens a signed checkpoint: what it says, and who of those that are believed has signed it. */
export async function openCheckpoint(text, policy) {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  const signedBy = await signers(note, policy.logs, checkpoint.origin);
  const witnesses = await cosigners(note, policy.witnesses);
  if (!policy.quorum(new Set(witnesses.map((witness) => witness.name)))) {
    throw new Refused("too-few-witnesses", `${witnesses.length} of ${policy.witnesses.length}`);
  }
  return {
    ...checkpoint,
    signedBy,
    witnesses: witnesses.map(({ name, time }) => ({ name, time })),
    known: policy.witnesses.length,
    uncheckable: policy.uncheckable,
  };
}

/** Reads the file; nothing of it is checked but its form. */
export function parseProof(bytes) {
  if (bytes.length > MOST_BYTES) throw new Refused("too-large");
  const text = utf8(bytes);
  if (text === null || !text.startsWith(FIRST_LINE)) throw new Refused("not-a-proof");
  const lines = new Lines(text.slice(FIRST_LINE.length));
  let line = lines.next();
  let extra = new Uint8Array();
  if (line.startsWith("extra ")) {
    extra = fromBase64(line.slice("extra ".length));
    if (extra === null || extra.length === 0) throw new Refused("malformed", "extra");
    line = lines.next();
  }
  const index = line.startsWith("index ") ? decimal(line.slice("index ".length)) : null;
  if (index === null) throw new Refused("malformed", "index");
  const path = [];
  while ((line = lines.next()) !== "") {
    if (path.length === MOST_HASHES) throw new Refused("malformed", "path");
    path.push(parseHash(line, "path"));
  }
  return { extra, index, path, checkpoint: lines.rest };
}

/** The lines of a text, one after the other, each with its newline. */
class Lines {
  constructor(text) {
    this.rest = text;
  }
  next() {
    const end = this.rest.indexOf("\n");
    if (end < 0) throw new Refused("malformed", "lines");
    const line = this.rest.slice(0, end);
    this.rest = this.rest.slice(end + 1);
    return line;
  }
}

/** Takes a signed note apart (c2sp.org/signed-note). */
function parseNote(note) {
  if (encoder.encode(note).length > MOST_NOTE_BYTES) throw new Refused("too-large");
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new Refused("malformed", "checkpoint");
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n") || end + 2 >= note.length) {
    throw new Refused("malformed", "checkpoint");
  }
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw new Refused("too-large");
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line) {
  const wrong = new Refused("malformed", "signature");
  if (!line.startsWith(SIGNATURE_START)) throw wrong;
  const rest = line.slice(SIGNATURE_START.length);
  const space = rest.indexOf(" ");
  const name = rest.slice(0, space);
  const blob = fromBase64(rest.slice(space + 1));
  if (space < 0 || !isKeyName(name) || blob === null || blob.length < 5) throw wrong;
  return { name, id: toHex(blob.subarray(0, 4)), bytes: blob.subarray(4) };
}

/** Three lines: origin, size, root (c2sp.org/tlog-checkpoint). */
function parseCheckpoint(text) {
  const wrong = new Refused("malformed", "checkpoint");
  const lines = text.slice(0, -1).split("\n");
  if (lines.length !== 3 || lines[0] === "") throw wrong;
  const size = decimal(lines[1]);
  if (size === null || size > MOST_LEAVES) throw wrong;
  return { origin: lines[0], size, root: parseHash(lines[2], "checkpoint") };
}

/** The log's keys that signed; there must be one that bears the log's name. */
async function signers(note, logs, origin) {
  const signed = [];
  for (const key of logs) {
    for (const signature of note.signatures.filter((it) => isBy(it, key))) {
      if (!(await isSigned(key.public, signature.bytes, note.text))) {
        throw new Refused("wrong-signature", key.name);
      }
      if (key.name === origin && !signed.includes(key.text)) signed.push(key.text);
    }
  }
  if (signed.length === 0) throw new Refused("not-signed", origin);
  return signed;
}

/** The known witnesses that cosigned, each with its newest time (c2sp.org/tlog-cosignature). */
async function cosigners(note, witnesses) {
  const seen = [];
  for (const witness of witnesses) {
    let newest = null;
    for (const { bytes } of note.signatures.filter((it) => isBy(it, witness.key))) {
      if (bytes.length !== 72) throw new Refused("wrong-signature", witness.name);
      const time = bytes.subarray(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
      const text = `cosignature/v1\ntime ${time}\n${note.text}`;
      const fits = time <= MOST_LEAVES && (await isSigned(witness.key.public, bytes.subarray(8), text));
      if (!fits) throw new Refused("wrong-signature", witness.name);
      if (newest === null || newest < time) newest = time;
    }
    if (newest !== null) seen.push({ name: witness.name, time: newest });
  }
  return seen;
}

const isBy = (signature, key) => signature.name === key.name && signature.id === key.id;

async function isSigned(publicKey, signature, text) {
  if (signature.length !== 64) return false;
  let key;
  try {
    key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch (error) {
    if (error.name === "NotSupportedError") throw new Refused("browser-too-old");
    return false;
  }
  return crypto.subtle.verify("Ed25519", key, signature, encoder.encode(text));
}

/** Follows an inclusion path from a leaf to the root (RFC 6962 section 2.1.1). */
export async function checkPath(leaf, index, size, path, root) {
  if (index >= size) throw new Refused("not-in-the-tree");
  let place = index;
  let last = size - 1n;
  let node = leaf;
  for (const beside of path) {
    if (last === 0n) throw new Refused("not-in-the-tree");
    if (place % 2n === 1n || place === last) {
      node = await hash([0x01], beside, node);
      while (place % 2n === 0n && place !== 0n) {
        place /= 2n;
        last /= 2n;
      }
    } else {
      node = await hash([0x01], node, beside);
    }
    place /= 2n;
    last /= 2n;
  }
  if (last !== 0n || toHex(node) !== toHex(root)) throw new Refused("not-in-the-tree");
}

/** Reads what is believed: a policy, or verifier keys, one on each line, which ask for no witness. */
export async function believe(text) {
  const lines = text.split("\n").map((line) => line.split(/[ \t\r]+/).filter(Boolean));
  const rows = lines.filter((words) => words.length > 0 && !words[0].startsWith("#"));
  if (rows.some(([first]) => ["log", "witness", "group", "quorum"].includes(first))) {
    return parsePolicy(rows);
  }
  const policy = { logs: [], witnesses: [], uncheckable: 0, quorum: () => true };
  for (const words of rows) {
    const key = await parseKey(words.length === 1 ? words[0] : "");
    if (key.type === LOG) policy.logs.push(key);
    else if (key.type === WITNESS) policy.witnesses.push({ name: key.name, key });
    else policy.uncheckable += 1;
  }
  if (policy.logs.length === 0) throw new Refused("no-key");
  return policy;
}

/** Reads a policy (c2sp.org/tlog-policy): who counts, and how many of them. */
async function parsePolicy(rows) {
  const policy = { logs: [], witnesses: [], uncheckable: 0, quorum: null };
  const rules = new Map();
  const members = new Set();
  const define = (name, rule) => {
    if (name === "none" || rules.has(name)) throw new Refused("policy", name);
    rules.set(name, rule);
  };
  const keys = new Set();
  const ownKey = async (text) => {
    const key = await parseKey(text);
    if (keys.has(toHex(key.public))) throw new Refused("policy", text);
    keys.add(toHex(key.public));
    return key;
  };
  for (const words of rows) {
    const [kind, first, second] = words;
    const line = words.join(" ");
    if (kind === "log" && (words.length === 2 || words.length === 3)) {
      const key = await ownKey(first);
      if (key.type === LOG) policy.logs.push(key);
      else policy.uncheckable += 1;
    } else if (kind === "witness" && (words.length === 3 || words.length === 4)) {
      const key = await ownKey(second);
      define(first, (seen) => seen.has(first));
      if (key.type === WITNESS) policy.witnesses.push({ name: first, key });
      else policy.uncheckable += 1;
    } else if (kind === "group" && words.length >= 4) {
      const names = words.slice(3);
      for (const name of names) {
        if (!rules.has(name) || members.has(name)) throw new Refused("policy", line);
        members.add(name);
      }
      const wanted = { all: names.length, any: 1 }[second] ?? Number(decimal(second) ?? 0n);
      if (wanted < 1 || wanted > names.length) throw new Refused("policy", line);
      const group = names.map((name) => rules.get(name));
      define(first, (seen) => group.filter((rule) => rule(seen)).length >= wanted);
    } else if (kind === "quorum" && words.length === 2 && policy.quorum === null) {
      policy.quorum = first === "none" ? () => true : rules.get(first) ?? null;
      if (policy.quorum === null) throw new Refused("policy", line);
    } else {
      throw new Refused("policy", line);
    }
  }
  if (policy.quorum === null) throw new Refused("policy", "quorum");
  if (policy.logs.length === 0) throw new Refused("no-key");
  return policy;
}

/** Reads `name+id+key`; the id must be that of the key. */
async function parseKey(text) {
  const [name, id, ...rest] = text.split("+");
  const blob = rest.length > 0 ? fromBase64(rest.join("+")) : null;
  if (blob === null || !isKeyName(name)) throw new Refused("bad-key", text);
  const type = blob[0];
  if (![LOG, WITNESS, POST_QUANTUM].includes(type)) throw new Refused("bad-key", text);
  if (blob.length !== (type === POST_QUANTUM ? 1313 : 33)) throw new Refused("bad-key", text);
  const digest = await hash(encoder.encode(`${name}\n`), blob);
  if (toHex(digest.subarray(0, 4)) !== id) throw new Refused("bad-key", text);
  return { text, name, id, type, public: blob.subarray(1) };
}

/** Not empty, without spaces, control characters and plus signs. */
const isKeyName = (name) => name !== "" && !/[\s\u0000-\u001f+]/.test(name);

export function parseHash(text, where) {
  const bytes = fromBase64(text);
  if (bytes === null || bytes.length !== 32) throw new Refused("malformed", where);
  return bytes;
}

/** A decimal number in its only form; null for any other text and for what does not fit 64 bits. */
function decimal(text) {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text)) return null;
  const number = BigInt(text);
  return number < 2n ** 64n ? number : null;
}

export const encoder = new TextEncoder();

export function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Base64 with padding and without stray bits; null for any other text. */
export function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  try {
    const binary = atob(text);
    if (btoa(binary) !== text) return null;
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export async function hash(...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}
