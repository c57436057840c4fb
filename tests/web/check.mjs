// Runs the citizens' page's verifier on the cases that come on standard input, and prints what it says of each.
// node check.mjs PATH_OF_VERIFY_MJS < cases.json
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { Refused, verify } = await import(pathToFileURL(process.argv[2]));
const bytes = (text) => (text === null ? null : Uint8Array.from(Buffer.from(text, "base64")));
const said = [];
for (const { proof, entry, believed } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const proven = await verify(bytes(proof), bytes(entry), believed);
    said.push({
      holds: true,
      origin: proven.origin,
      index: Number(proven.index),
      size: Number(proven.size),
      root: proven.root,
      leaf: proven.leaf,
      signed_by: proven.signedBy,
      witnesses: proven.witnesses.map(({ name, time }) => ({ name, time: Number(time) })),
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said.push({ holds: false, why: error.why });
  }
}
console.log(JSON.stringify(said));
