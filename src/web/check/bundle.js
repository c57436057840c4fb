// Checks a person's bundle: that the list in it is all that the ledger says about the person, up to the digest
// in it. Runs in browsers and in Node; asks nobody anything. The format and what is checked: src/ledger/bundle.rs.
// It refuses what that refuses.

import {
  Refused, believe, checkPath, encoder, fromBase64, hash, openCheckpoint, parseHash, toBase64, toHex, utf8,
} from "./verify.js";
import { vrfOutput } from "./vrf.js";

const FORMAT = "sluse-person-bundle@v1";
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_HASHES = 63;
const VERSION = 2;
const NOTHING = new Uint8Array(32);
const BEGIN = ',"sealed":"';

/** Whether a file is meant to be a bundle: a JSON document, as no proof is. */
export const isBundle = (bytes) => bytes.find((byte) => byte > 0x20) === 0x7b;

/**
 * Checks a bundle.
 *
 * @param {Uint8Array} bytes the file
 * @param {string} believed as for `verify`
 */
export async function verifyBundle(bytes, believed) {
  if (bytes.length > MOST_BYTES) throw new Refused("too-large");
  const file = parseFile(bytes);
  const signed = await openCheckpoint(file.checkpoint, await believe(believed));
  const digest = await openDigest(file.digest, signed);
  const output = await vrfOutput(digest.key, encoder.encode(file.subject), file.vrfProof);
  if (output === null) throw new Refused("bundle-place");
  const counted = await inMap(file.mapProof, output.subarray(0, 32), digest.root);
  if ((counted === null) !== (file.entries.length === 0)) throw new Refused("bundle-incomplete");
  if ((counted === null) !== (file.tagKey === null)) throw new Refused("bundle-incomplete");
  const entries = counted === null ? [] : await checkList(file, signed, digest, counted);
  return {
    origin: signed.origin,
    size: signed.size,
    signedBy: signed.signedBy,
    witnesses: signed.witnesses,
    known: signed.known,
    uncheckable: signed.uncheckable,
    digest: file.digest.index,
    completeAt: digest.at,
    completeUpTo: digest.size,
    entries,
  };
}

const wrong = (where) => new Refused("not-a-bundle", where);

/** An object with these members, of which those that end in `?` may be missing, and no others. */
function members(value, names, where) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw wrong(where);
  const known = names.map((name) => name.replace("?", ""));
  if (Object.keys(value).some((name) => !known.includes(name))) throw wrong(where);
  if (names.some((name) => !name.endsWith("?") && !(name in value))) throw wrong(where);
  return value;
}

function parseFile(bytes) {
  const text = utf8(bytes);
  let read;
  try {
    read = JSON.parse(text ?? "");
  } catch {
    throw wrong("JSON");
  }
  const names = [
    "format", "subject", "checkpoint", "digest", "vrf_proof", "map_proof", "count", "tag_key?", "entries",
  ];
  const file = members(read, names, "members");
  if (file.format !== FORMAT) throw wrong("format");
  if (!/^[0-9]{11}$/.test(string(file.subject, "subject"))) throw wrong("subject");
  if (!Array.isArray(file.entries) || file.count !== file.entries.length) throw new Refused("bundle-incomplete");
  return {
    subject: file.subject,
    checkpoint: string(file.checkpoint, "checkpoint"),
    digest: parsePart(file.digest),
    vrfProof: decoded(file.vrf_proof, "vrf_proof"),
    mapProof: decoded(file.map_proof, "map_proof"),
    tagKey: (file.tag_key ?? null) === null ? null : keyBytes(file.tag_key),
    entries: file.entries.map(parsePart),
  };
}

function parsePart(value) {
  const part = members(value, ["index", "entry?", "leaf?", "key?", "path", "released?"], "entry");
  if (!Number.isSafeInteger(part.index) || part.index < 0) throw wrong("index");
  if (!Array.isArray(part.path) || part.path.length > MOST_HASHES) throw wrong("path");
  const [entry, leaf] = [part.entry ?? null, part.leaf ?? null];
  if ((entry === null) === (leaf === null)) throw wrong("leaf");
  return {
    index: part.index,
    entry: entry === null ? null : string(entry, "entry"),
    leaf: leaf === null ? null : parseHash(string(leaf, "leaf"), "leaf"),
    key: (part.key ?? null) === null ? null : keyBytes(part.key),
    path: part.path.map((text) => parseHash(string(text, "path"), "path")),
    released: (part.released ?? null) === null ? null : parsePart(part.released),
  };
}

function string(value, where) {
  if (typeof value !== "string") throw wrong(where);
  return value;
}

function decoded(value, where) {
  const bytes = fromBase64(string(value, where));
  if (bytes === null) throw wrong(where);
  return bytes;
}

function keyBytes(value) {
  const bytes = decoded(value, "key");
  if (bytes.length !== 32) throw wrong("key");
  return bytes;
}

const leafOf = async (part) => part.leaf ?? hash([0x00], encoder.encode(part.entry));

/** Checks that a part's entry is where it says, and gives its leaf. */
async function inLog(part, signed) {
  const leaf = await leafOf(part);
  await checkPath(leaf, BigInt(part.index), signed.size, part.path, signed.root);
  return leaf;
}

/** The entry of this text, if it has the form that is known. */
function parseEntry(text) {
  let entry;
  try {
    entry = JSON.parse(text);
  } catch {
    throw new Refused("bundle-entry");
  }
  if (entry?.v !== VERSION || Number.isNaN(Date.parse(entry.at))) throw new Refused("bundle-entry");
  return entry;
}

/** The entry that counts what there is about each person. */
async function openDigest(part, signed) {
  await inLog(part, signed);
  const entry = part.entry === null ? null : parseEntry(part.entry);
  const event = entry?.event;
  if (event?.kind !== "digest" || !Number.isSafeInteger(event.size) || event.size > part.index) {
    throw new Refused("bundle-digest");
  }
  return {
    at: entry.at,
    month: entry.at.slice(0, 7),
    size: event.size,
    root: parseHash(string(event.root, "root"), "root"),
    key: decoded(event.vrf_key, "vrf_key"),
  };
}

/** What the digest's map holds at a position: 32 bytes, or null for nothing (src/merkle/map.rs). */
async function inMap(proof, position, root) {
  const refused = new Refused("bundle-place");
  let rest = proof.subarray(3);
  const take = (length) => {
    if (rest.length < length) throw refused;
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  };
  const depth = (proof[1] << 8) | proof[2];
  if (proof.length < 3 || depth > 256) throw refused;
  const bits = take(Math.ceil(depth / 8));
  const bit = (bytes, at) => (bytes[at >> 3] & (0x80 >> (at & 7))) !== 0;
  const siblings = [];
  for (let at = 0; at < bits.length * 8; at += 1) {
    const sibling = bit(bits, at) ? take(32) : NOTHING;
    // There is one way to write a proof.
    if (bit(bits, at) && (at >= depth || sibling.every((byte) => byte === 0))) throw refused;
    if (at < depth) siblings.push(sibling);
  }
  if (depth > 0 && siblings[depth - 1] === NOTHING) throw refused;
  let [value, node] = [null, NOTHING];
  if (proof[0] === 1) {
    value = take(32);
    node = await hash([0x04], position, value);
  } else if (proof[0] === 2) {
    const [other, held] = [take(32), take(32)];
    if (toHex(other) === toHex(position)) throw refused;
    for (let at = 0; at < depth; at += 1) if (bit(other, at) !== bit(position, at)) throw refused;
    node = await hash([0x04], other, held);
  } else if (proof[0] !== 0) {
    throw refused;
  }
  if (rest.length > 0) throw refused;
  for (let at = depth - 1; at >= 0; at -= 1) {
    const pair = bit(position, at) ? [siblings[at], node] : [node, siblings[at]];
    node = await hash([0x05], ...pair);
  }
  if (toHex(node) !== toHex(root)) throw refused;
  return value;
}

/** Checks that these are the entries, and all, that the map counts. */
async function checkList(file, signed, digest, counted) {
  const macKey = await crypto.subtle.importKey("raw", file.tagKey, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = async (bytes) => new Uint8Array(await crypto.subtle.sign("HMAC", macKey, bytes));
  const proven = [];
  let [head, next, since] = [NOTHING, 0, "1970-01"];
  for (const [count, part] of file.entries.entries()) {
    const about = String(count);
    if (part.index < next || part.index >= digest.size) throw new Refused("bundle-order", about);
    next = part.index + 1;
    const leaf = await inLog(part, signed);
    const tag = (await mac(bigEndian(count, 8))).subarray(0, 16);
    const entry = await checkEntry(part, { file, signed, digest, count, head, tag });
    if (entry.entry !== null) since = entry.entry.at.slice(0, 7);
    // What was written in the digest's month cannot have expired.
    else if (since === digest.month) throw new Refused("bundle-shut", about);
    proven.push(entry);
    head = await hash([0x02], head, leaf);
  }
  const opening = await mac(encoder.encode("sluse/ledger/map value/v1"));
  const value = await hash([0x03], bigEndian(file.entries.length, 8), head, opening);
  if (toHex(value) !== toHex(counted)) throw new Refused("bundle-incomplete");
  return proven;
}

async function checkEntry(part, { file, signed, digest, count, head, tag }) {
  const about = String(count);
  const shown = { index: part.index, entry: null, whom: null, released: null };
  // Only its place in the chain is known: the head that the digest counts vouches for it.
  if (part.entry === null) return shown;
  shown.entry = parseEntry(part.entry);
  if (shown.entry.tag !== urlSafe(tag)) throw new Refused("bundle-other", about);
  if ((shown.entry.held ?? null) !== null) throw new Refused("bundle-other", about);
  if (part.key === null) {
    if (!hasExpired(shown.entry, digest)) throw new Refused("bundle-shut", about);
    return shown;
  }
  const inside = await openSeal(part, file.subject, about);
  if (inside.count !== count || toHex(inside.head) !== toHex(head)) throw new Refused("bundle-order", about);
  shown.whom = inside.whom;
  if ((part.released === null) !== (inside.released === null)) throw new Refused("bundle-other", about);
  if (part.released !== null) {
    if (BigInt(part.released.index) !== inside.released) throw new Refused("bundle-other", about);
    shown.released = await checkReleased(part.released, { file, signed, digest, about });
  }
  return shown;
}

/** The entry that was held back, and is released by the one beside it. */
async function checkReleased(part, { file, signed, digest, about }) {
  await inLog(part, signed);
  const shown = { index: part.index, entry: null, whom: null, released: null };
  if (part.entry === null) return shown;
  shown.entry = parseEntry(part.entry);
  if ((shown.entry.held ?? null) === null) throw new Refused("bundle-other", about);
  if (part.key !== null) shown.whom = (await openSeal(part, file.subject, about)).whom;
  else if (!hasExpired(shown.entry, digest)) throw new Refused("bundle-shut", about);
  return shown;
}

const hasExpired = (entry, digest) =>
  typeof entry.expires === "string" && /^[0-9]{4}-[0-9]{2}$/.test(entry.expires) && entry.expires < digest.month;

/** Opens the seal of an entry (src/ledger/seal.rs); it must be about this person. */
async function openSeal(part, subject, about) {
  const refused = new Refused("bundle-other", about);
  const at = part.entry.lastIndexOf(BEGIN);
  const text = part.entry.slice(at + BEGIN.length, -2);
  const sealed = /^[A-Za-z0-9_-]+$/.test(text) ? fromUrlSafe(text) : null;
  const length = (sealed?.length ?? 0) - 12 - 16;
  if (at < 0 || !part.entry.endsWith('"}') || length <= 0 || length % 64 !== 0) throw refused;
  const additionalData = encoder.encode(part.entry.slice(0, at));
  const key = await crypto.subtle.importKey("raw", part.key, "AES-GCM", false, ["decrypt"]);
  let opened;
  try {
    const cipher = { name: "AES-GCM", iv: sealed.subarray(0, 12), additionalData };
    opened = new Uint8Array(await crypto.subtle.decrypt(cipher, key, sealed.subarray(12)));
  } catch {
    throw refused;
  }
  const inside = readInside(opened);
  if (inside === null || inside.subject !== BigInt(subject)) throw refused;
  return inside;
}

/** What stands inside a seal (src/ledger/inside.rs); null for what is not written so. */
function readInside(bytes) {
  let at = 0;
  const take = (length) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (length) => take(length).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const [form] = take(1);
  if (form !== 2 && form !== 3 && form !== 4) return null;
  const [count, head, subject] = [Number(number(4)), take(32), number(5)];
  const texts = [];
  // An act has words, a fourth text, and the entry that they are about.
  for (let n = 0; n < (form === 4 ? 4 : 3); n += 1) {
    const length = Number(number(2));
    const text = length === 0xffff ? null : utf8(take(length));
    if (length !== 0xffff && text === null) return null;
    texts.push(text);
  }
  const released = form === 3 ? number(8) : null;
  if (form === 4 && number(8) === 0xffffffffffffffffn && texts[3] === null) return null;
  const padding = bytes.subarray(at);
  if (at > bytes.length || padding.length >= 64 || padding.some((byte) => byte !== 0)) return null;
  const [caseReference, endUser, relation] = texts;
  return { count, head, subject, released, whom: { caseReference, endUser, relation } };
}

function bigEndian(number, length) {
  return Uint8Array.from({ length }, (_, at) => Number((BigInt(number) >> BigInt(8 * (length - 1 - at))) & 0xffn));
}

const urlSafe = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const fromUrlSafe = (text) =>
  fromBase64(text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
