import { setTimeout as pause } from "node:timers/promises";
import { ACTS } from "./acts.mjs";
import { Audience } from "./audience.mjs";
import { Publishers } from "./publishers.mjs";
import { membersOf } from "./rest.mjs";
import { fresh } from "./scenarios.mjs";

/** Seconds within which presence must be right after an act; the lease of an instance is 10. */
const PRESENCE = 15;

const sum = (rows, column) => rows.reduce((total, row) => total + row[column], 0);

/**
 * Acts on a cluster, one after the other, while an audience listens and events are published.
 *
 * @param clients how many
 * @param rate events a second
 * @param seconds that an act lasts at least
 * @param away seconds for which what is stopped stays away
 * @param freeze seconds for which an instance is stopped
 * @param window seconds within which a client must be back to miss nothing
 * @param acts names, see {@link ACTS}
 * @param each called with each row
 * @param options for the acts
 */
export async function chaos({ clients, rate, seconds, away, freeze, window, acts, each = () => {}, options = {} }) {
  const publishers = new Publishers(rate);
  const audience = new Audience(fresh("chaos"), publishers.idOf, window * 1000);
  await audience.arrive(clients);
  const rows = [];
  for (const name of acts) {
    rows.push(await play(ACTS[name], audience, publishers, { seconds, window, options: { away: away * 1000, freeze: freeze * 1000, ...options } }));
    each(rows.at(-1));
  }
  return rows;
}

async function play(act, audience, publishers, { seconds, window, options }) {
  const begun = performance.now();
  audience.ordered = !act.deaf;
  publishers.begin(audience.room, audience.event);
  let failure;
  try {
    await pause(Math.min(1000, seconds * 250));
    await act.run(options);
    await pause(Math.max(0, begun + seconds * 1000 - performance.now()));
  } catch (error) {
    failure = error;
  }
  await publishers.end();
  const lasted = (performance.now() - begun) / 1000;
  await audience.settles(window * 1000);
  const presence = await presenceOf(audience);
  const taken = publishers.sent.filter((each) => each.taken).length;
  const lost = audience.lost(publishers.sent);
  return {
    act: act.title,
    seconds: lasted,
    sent: taken,
    unsure: publishers.sent.length - taken,
    lost: lost.length,
    losers: losers(lost),
    ...audience.take(),
    presence,
    failure,
  };
}

/** Which numbers each of them has not heard, as text. */
function losers(lost) {
  const numbers = new Map();
  for (const { n, member } of lost) numbers.set(member, [...(numbers.get(member) ?? []), n]);
  return [...numbers].map(([member, missed]) => `client ${member} missed ${missed.slice(0, 10).join(", ")}`);
}

/** How many are in the room: by REST, and by the clients' own count; how long it took to agree. */
async function presenceOf(audience) {
  const begun = performance.now();
  for (;;) {
    const expected = audience.members.length - audience.away.length;
    const counted = await membersOf(audience.room).catch((error) => error.message);
    const took = (performance.now() - begun) / 1000;
    if (counted === expected) return { right: true, took };
    if (took > PRESENCE) return { right: false, expected, counted };
    await pause(100);
  }
}

/** Whether all were heard once and in order, and presence was right. */
export const clean = (rows) =>
  ["lost", "doubled", "reordered"].every((column) => sum(rows, column) === 0) &&
  rows.every(({ presence, failure }) => presence.right && !failure);

const COLUMNS = [
  ["act", 24, ({ act }) => act],
  ["seconds", 8, ({ seconds }) => seconds.toFixed(0)],
  ["sent", 7, ({ sent }) => sent],
  ["unsure", 7, ({ unsure }) => unsure],
  ["received", 9, ({ heard }) => heard],
  ["lost", 8, ({ lost }) => lost],
  ["doubled", 8, ({ doubled }) => doubled],
  ["reordered", 10, ({ reordered }) => reordered],
  ["reconnects", 11, ({ reconnects }) => reconnects],
  ["recovered", 10, ({ recovered }) => recovered],
  ["slowest", 8, ({ slowest }) => `${(slowest / 1000).toFixed(1)}s`],
  ["presence", 18, ({ presence: p }) => (p.right ? `right in ${p.took.toFixed(1)}s` : `${p.counted}, not ${p.expected}`)],
];

const line = (cells) =>
  cells.map((cell, n) => (n === 0 ? String(cell).padEnd(COLUMNS[n][1]) : String(cell).padStart(COLUMNS[n][1]))).join(" ");

export const heading = () => line(COLUMNS.map(([name]) => name));

export const formatted = (row) =>
  [line(COLUMNS.map(([, , cell]) => cell(row))), ...row.losers.slice(0, 10), ...row.strangers.slice(0, 10).map((who) => `client ${who} came back as a new one`), ...(row.failure ? [row.failure.message] : [])].join("\n  ");
