// From single runs to medians and tables.
import { range, spread, table } from "../comparison/results.mjs";
import { series } from "./series.mjs";

/** runs: [{ series, at, round, ...numbers }] */
export function summarize(runs) {
  const rows = new Map();
  for (const run of runs) {
    const key = `${run.series} ${run.at}`;
    rows.set(key, [...(rows.get(key) ?? []), run]);
  }
  return [...rows.values()].map((those) => {
    const { series: name, at } = those[0];
    const row = { series: name, at, rounds: those.length };
    row.failed = those.filter((run) => run.error).length;
    row.losing = those.filter((run) => run.lost > 0).length;
    row.unsettled = those.filter((run) => run.unsettled).length;
    for (const [, number] of series[name].columns) row[number] = spread(those.map((run) => run[number]));
    return row;
  });
}

/** A table in Markdown for each series. */
export const tables = (summary) =>
  Object.entries(series)
    .map(([name, one]) => [one, summary.filter((row) => row.series === name)])
    .filter(([, rows]) => rows.length > 0)
    .map(([one, rows]) => tableOf(one, rows))
    .join("\n\n");

const tableOf = ({ title, key, columns }, rows) =>
  table(
    `${title}: median (least–most)`,
    [key, ...columns.map(([heading]) => heading)],
    rows.map((row) => [nameOf(row), ...columns.map(([, number, format]) => cell(row, number, format))]),
  );

/** A single round has no least and most. */
const cell = (row, number, format) =>
  row.rounds === 1 && row[number] ? format(row[number].median) : range(row[number], format);

const remarks = { failed: "failed", losing: "lost events", unsettled: "did not settle" };

const nameOf = (row) =>
  [row.at, ...Object.keys(remarks).filter((key) => row[key]).map((key) => `(${row[key]} of ${row.rounds} ${remarks[key]})`)].join(" ");
