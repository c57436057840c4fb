// What was checked and what came of it: a line for each, for whoever started this to read.

let good = 0;
let bad = 0;

/** How much is told of one fault. */
const TOLD = 700;

/** A fault as one line: without a terminal's colours, and without the rest of a long story. */
const line = (fault) => String(fault).replace(/\x1b\[[0-9;]*m/g, "").replace(/\s+/g, " ").trim().slice(0, TOLD);

/** Says that something holds, or why it does not: a line for each fault. */
export function found(name, faults) {
  const list = [faults].flat().filter(Boolean);
  if (list.length === 0) {
    good += 1;
    console.log(`ok ${name}`);
  } else {
    bad += 1;
    for (const fault of list) console.log(`not ok ${name}: ${line(fault)}`);
  }
}

/** Does something that throws when it does not hold. */
export async function check(name, does) {
  try {
    found(name, await does());
  } catch (error) {
    found(name, error.stack ?? error);
  }
}

/** Throws unless it holds. */
export function holds(what, why) {
  if (!what) throw new Error(why);
}

/** The end: what a person wants to know. */
export function counted() {
  console.log(`${good} passed, ${bad} failed`);
  return bad === 0;
}
