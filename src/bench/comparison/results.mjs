// From single runs to medians, ratios and a table.
import { isOurs, servers } from "./servers.mjs";
import { scenarios } from "./scenarios.mjs";

/** Median, least and most of numbers; null when there are none. */
export function spread(numbers) {
  const sorted = numbers.filter((each) => typeof each === "number").sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}

const NUMBERS = ["perSecond", "p99", "most", "seconds", "refused", "rssPerClient", "rssBefore", "heapPerClient", "serverCpu", "ready"];

/** runs: [{ server, scenario, round, ...numbers }] */
export function summarize(runs) {
  const summary = [];
  for (const scenario of Object.keys(scenarios)) {
    for (const server of Object.keys(servers)) {
      const those = runs.filter((run) => run.scenario === scenario && run.server === server);
      if (those.length === 0) continue;
      const row = { scenario, server, name: servers[server].name, rounds: those.length };
      row.failed = those.filter((run) => run.error).length;
      for (const number of NUMBERS) row[number] = spread(those.map((run) => run[number]));
      summary.push(row);
    }
    addRatios(summary.filter((row) => row.scenario === scenario));
  }
  return summary;
}

/** How many times the best peer each of ours does. */
function addRatios(rows) {
  const median = (row) => row.perSecond?.median ?? 0;
  const peers = rows.filter((row) => !isOurs(row.server)).map(median);
  const best = Math.max(0, ...peers);
  if (best > 0) for (const row of rows) row.ratio = median(row) / best;
}

export const count = (n) => Math.round(n).toLocaleString("en-US");
export const one = (n) => (n >= 100 ? count(n) : n.toFixed(1));
export const range = (s, format) => (s ? `${format(s.median)} (${format(s.min)}–${format(s.max)})` : "–");
export const kib = (n) => `${(n / 1024).toFixed(1)} KiB`;
export const mib = (n) => `${(n / 1048576).toFixed(0)} MiB`;

/** A table in Markdown for each scenario. */
export function tables(summary) {
  return Object.entries(scenarios)
    .map(([key, scenario]) => [scenario, key, summary.filter((row) => row.scenario === key)])
    .filter(([, , rows]) => rows.length > 0)
    .map(([scenario, key, rows]) => (key === "idle" ? idleTable(scenario, rows) : rateTable(scenario, rows)))
    .join("\n\n");
}

export function table(title, head, rows) {
  const all = [head, head.map(() => "---"), ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const line = (row) => `| ${row.map((cell, i) => (cell === "---" ? "-".repeat(widths[i]) : cell.padEnd(widths[i]))).join(" | ")} |`;
  return [`**${title}**`, "", ...all.map(line)].join("\n");
}

const ratio = (row) => (row.ratio ? `${row.ratio.toFixed(2)} ×` : "–");

function rateTable({ title, unit }, rows) {
  return table(
    title,
    ["server", `${unit}, median (min–max)`, "of the best peer", "p99 ms", "CPU cores", "ready s"],
    rows.map((row) => [
      row.name + (row.failed ? ` (${row.failed} of ${row.rounds} failed)` : ""),
      range(row.perSecond, count),
      ratio(row),
      range(row.p99, one),
      range(row.serverCpu, (n) => n.toFixed(2)),
      range(row.ready, one),
    ]),
  );
}

function idleTable({ title }, rows) {
  return table(
    title,
    ["server", "s until all are open", "not accepted", "RSS a client", "heap a client", "RSS before", "ready s"],
    rows.map((row) => [
      row.name + (row.failed ? ` (${row.failed} of ${row.rounds} failed)` : ""),
      range(row.seconds, one),
      range(row.refused, count),
      range(row.rssPerClient, kib),
      range(row.heapPerClient, kib),
      range(row.rssBefore, mib),
      range(row.ready, one),
    ]),
  );
}
