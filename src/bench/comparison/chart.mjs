// The rates as bars, one panel for each scenario.
import { isOurs } from "./servers.mjs";
import { scenarios } from "./scenarios.mjs";
import { count } from "./results.mjs";

const WIDTH = 760;
const LABELS = 170;
const VALUES = 190;
const BAR = 20;
const GAP = 6;
const HEAD = 44;

const escape = (text) => text.replace(/[&<>]/g, (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[each]);

const text = (x, y, kind, words, anchor = "start") =>
  `<text x="${x}" y="${y}" class="${kind}" text-anchor="${anchor}">${escape(words)}</text>`;

function bar(row, y, most) {
  const length = (n) => Math.max(1, (n / most) * (WIDTH - LABELS - VALUES));
  const { median, min, max } = row.perSecond;
  const middle = y + BAR / 2;
  const value = `${count(median)}${isOurs(row.server) && row.ratio ? `  (${row.ratio.toFixed(1)} ×)` : ""}`;
  return [
    text(LABELS - 8, middle + 4, "label", row.name, "end"),
    `<rect x="${LABELS}" y="${y}" width="${length(median).toFixed(1)}" height="${BAR}" rx="2" class="${isOurs(row.server) ? "ours" : "peer"}"/>`,
    `<path d="M${(LABELS + length(min)).toFixed(1)} ${middle}H${(LABELS + length(max)).toFixed(1)}" class="range"/>`,
    text((LABELS + length(max) + 8).toFixed(1), middle + 4, "label", value),
  ].join("\n");
}

function panel({ title, unit }, rows, top) {
  const most = Math.max(...rows.map((row) => row.perSecond.max), 1);
  return [text(LABELS, top + 26, "title", `${title}: ${unit}`)]
    .concat(rows.map((row, i) => bar(row, top + HEAD + i * (BAR + GAP), most)))
    .join("\n");
}

export function chart(summary) {
  const panels = [];
  let height = 0;
  for (const [key, scenario] of Object.entries(scenarios)) {
    const rows = summary.filter((row) => row.scenario === key && row.perSecond);
    if (key === "idle" || rows.length === 0) continue;
    panels.push(panel(scenario, rows, height));
    height += HEAD + rows.length * (BAR + GAP) + 8;
  }
  height += 34;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Rates of Tidings and its peers">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.note { font-size: 11px; fill: #59636e }
.ours { fill: #0969da } .peer { fill: #8c959f }
.range { stroke: #1f2328; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .note { fill: #9198a1 } .ours { fill: #4493f8 } .peer { fill: #6e7681 } .range { stroke: #e6edf3 }
}
</style>
${panels.join("\n")}
${text(LABELS, height - 12, "note", "Bars: medians; lines: least to most. × : times the best of the others. More is better.")}
</svg>
`;
}
