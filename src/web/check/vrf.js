// Checks where in a digest a person is: ECVRF-EDWARDS25519-SHA512-TAI (RFC 9381), as src/vrf.rs does. Nothing
// here is secret, so nothing is done in constant time. Numbers are big integers.

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const SUITE = 0x03;
const ENCODE = 0x01;
const CHALLENGE = 0x02;
const OUTPUT = 0x03;
const BACK = 0x00;

const mod = (number) => ((number % P) + P) % P;

function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base); exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

const inverse = (number) => power(number, P - 2n);
const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** Points as (X : Y : Z : T) with x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4). */
const NEUTRAL = [0n, 1n, 1n, 0n];
const BASE = pointOf(numberBytes(mod(4n * inverse(5n))));

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * D * t1 * t2);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(point, scalar) {
  let result = NEUTRAL;
  for (let twice = point; scalar > 0n; scalar >>= 1n) {
    if (scalar & 1n) result = add(result, twice);
    twice = add(twice, twice);
  }
  return result;
}

const minus = ([x, y, z, t]) => [mod(-x), y, z, mod(-t)];
const isNeutral = ([x, y, z]) => x === 0n && y === z;

/** Reads a point, and only in its one form (RFC 8032, 5.1.3); null for other bytes. */
function pointOf(bytes) {
  const number = numberOf(bytes);
  const y = number & (2n ** 255n - 1n);
  if (bytes.length !== 32 || y >= P) return null;
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(x * x) !== square) return null;
  const sign = number >> 255n;
  if (x === 0n && sign === 1n) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function bytesOf([x, y, z]) {
  const one = inverse(z);
  return numberBytes(mod(y * one) | ((mod(x * one) & 1n) << 255n));
}

/** The lowest byte first. */
function numberOf(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function numberBytes(number) {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((number >> BigInt(8 * at)) & 0xffn));
}

async function sha512(...parts) {
  const whole = Uint8Array.from(parts.flatMap((part) => Array.from(part)));
  return new Uint8Array(await crypto.subtle.digest("SHA-512", whole));
}

/**
 * The output of the VRF for this input: 64 bytes. Null when the key is none, or the proof is malformed or of
 * another key or input.
 */
export async function vrfOutput(key, input, proof) {
  const keyPoint = pointOf(key);
  if (keyPoint === null || isNeutral(times(keyPoint, 8n)) || proof.length !== 80) return null;
  const gamma = pointOf(proof.subarray(0, 32));
  const challenge = proof.subarray(32, 48);
  const s = numberOf(proof.subarray(48));
  const point = await encode(key, input);
  if (gamma === null || s >= ORDER || point === null) return null;
  const c = numberOf(challenge);
  const u = add(times(BASE, s), minus(times(keyPoint, c)));
  const v = add(times(point, s), minus(times(gamma, c)));
  const points = [key, bytesOf(point), proof.subarray(0, 32), bytesOf(u), bytesOf(v)];
  const hash = await sha512([SUITE, CHALLENGE], ...points, [BACK]);
  if (challenge.some((byte, at) => byte !== hash[at])) return null;
  return sha512([SUITE, OUTPUT], bytesOf(times(gamma, 8n)), [BACK]);
}

/** The point of an input (RFC 9381, 5.4.1.1; the salt is the public key). */
async function encode(key, input) {
  for (let counter = 0; counter < 256; counter += 1) {
    const hash = await sha512([SUITE, ENCODE], key, input, [counter, BACK]);
    const found = pointOf(hash.subarray(0, 32));
    if (found === null) continue;
    const point = times(found, 8n);
    if (!isNeutral(point)) return point;
  }
  return null;
}
