import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { SHOWN } from "./credentials.mjs";

const PAGE = new URL("../../../docs/access.md", import.meta.url);
const TARGET = new URL("../../../../target/", import.meta.url);
const TABLE = /(?<=<!-- table -->\n)[^]*?(?=<!-- end -->)/;

/** What was seen at each door, as the page in src/docs shows it. */
export class AccessTable {
  #rows = new Map();

  saw(door, shown, cell) {
    if (!this.#rows.has(door)) this.#rows.set(door, {});
    this.#rows.get(door)[shown] = String(cell);
  }

  get markdown() {
    const line = (cells) => `| ${cells.join(" | ")} |\n`;
    const names = SHOWN.map(({ name }) => name);
    const rows = [...this.#rows].map(([door, cells]) => line([`\`${door}\``, ...names.map((name) => cells[name] ?? "")]));
    return line(["", ...names]) + line(["---", ...names.map(() => "---")]) + rows.join("");
  }

  /** The page with this table in it, written to target/access.md, and the page as it is. */
  pages() {
    const committed = readFileSync(PAGE, "utf8");
    const seen = committed.replace(TABLE, () => this.markdown);
    mkdirSync(TARGET, { recursive: true });
    writeFileSync(new URL("access.md", TARGET), seen);
    return { committed, seen };
  }
}
