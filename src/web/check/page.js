// The page "check a proof yourself": reads the files that are chosen, has them checked, and says what came
// of it. All words stand in the page; what comes from a proof is put in as text, never as markup. Nothing
// is sent anywhere: the page's policy permits no connection.

import { isBundle, verifyBundle } from "./bundle.js";
import { Refused, verify } from "./verify.js";

const part = (id) => document.getElementById(id);
const words = (name) => part("words").querySelector(`[data-word="${CSS.escape(name)}"]`)?.textContent;

/** A paragraph or list entry with this text. */
function line(kind, text) {
  const element = document.createElement(kind);
  element.textContent = text;
  return element;
}

const filled = (name, values) =>
  Object.entries(values).reduce(
    (text, [key, value]) => text.replaceAll(`{${key}}`, () => value),
    words(name) ?? name,
  );

async function chosen(input) {
  const [file] = input.files;
  return file ? new Uint8Array(await file.arrayBuffer()) : null;
}

async function check() {
  const answer = part("answer");
  const pasted = part("proof-text").value;
  const proof = (await chosen(part("proof-file"))) ?? new TextEncoder().encode(pasted);
  const entry = await chosen(part("entry-file"));
  try {
    if (!globalThis.crypto?.subtle) throw new Refused("browser-too-old");
    const believed = part("believed").value;
    if (isBundle(proof)) showBundle(answer, await verifyBundle(proof, believed));
    else show(answer, await verify(proof, entry, believed));
  } catch (error) {
    refuse(answer, error);
  }
  answer.focus();
}

function show(answer, proven) {
  const list = document.createElement("ul");
  list.append(line("li", filled("proven-entry", { index: String(proven.index), origin: proven.origin })));
  list.append(...signed(proven));
  const entry = document.createElement("pre");
  entry.textContent = pretty(proven.entry);
  holds(answer, list, ["not-true", "not-all", "not-whom"], line("h3", words("entry-title")), entry);
}

function showBundle(answer, proven) {
  const at = new Date(proven.completeAt).toLocaleString(document.documentElement.lang);
  const values = { count: String(proven.entries.length), at, origin: proven.origin };
  const list = document.createElement("ul");
  list.append(line("li", filled("bundle-whole", values)), ...signed(proven));
  const entries = proven.entries.flatMap((entry) => [entry.released ?? entry]).map(opened).reverse();
  holds(answer, list, ["not-true", "bundle-newer"], line("h3", words("bundle-entries")), ...entries);
}

/** One entry of a bundle: shut, since there can be thousands. */
function opened({ index, entry, whom }) {
  const element = document.createElement("details");
  const number = filled("bundle-number", { index: String(index) });
  element.append(line("summary", entry === null ? number : `${number} · ${entry.at}`));
  const text = document.createElement("pre");
  text.textContent = entry === null ? words("bundle-gone") : JSON.stringify({ ...entry, sealed: whom }, null, 2);
  element.append(text);
  return element;
}

/** Who has signed, and who has seen it. */
function signed(proven) {
  const values = { size: String(proven.size), seen: String(proven.witnesses.length), known: String(proven.known) };
  const lines = [line("li", filled("proven-signed", values))];
  for (const key of proven.signedBy) lines.push(code("li", key));
  lines.push(line("li", filled(proven.known > 0 ? "proven-witnesses" : "no-witnesses", values)));
  for (const { name, time } of proven.witnesses) {
    lines.push(code("li", time > 0n ? `${name} ${new Date(Number(time) * 1000).toISOString()}` : name));
  }
  if (proven.uncheckable > 0) lines.push(line("li", words("uncheckable")));
  return lines;
}

function holds(answer, list, saysNot, ...what) {
  const not = document.createElement("ul");
  for (const name of saysNot) not.append(line("li", words(name)));
  answer.className = "card";
  answer.dataset.holds = "true";
  answer.replaceChildren(line("h2", words("holds")), list, line("h3", words("not-title")), not, ...what);
}

function code(kind, text) {
  const element = document.createElement(kind);
  element.append(line("code", text));
  return element;
}

function pretty(bytes) {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function refuse(answer, error) {
  const why = error instanceof Refused ? error.why : "unreadable";
  const about = error instanceof Refused ? error.about : "";
  answer.className = "card refused";
  answer.dataset.holds = "false";
  answer.replaceChildren(line("h2", words("holds-not")), line("p", words(why) ?? why));
  if (about) answer.append(code("p", about));
}

part("check").addEventListener("click", check);
part("form").hidden = false;
