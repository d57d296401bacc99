import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

/** Chromium without a window. CHROMIUM says where it is; else /usr/bin/chromium, or chromium on the PATH. */
export const launch = () =>
  chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
  });

function findChromium() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", ...folders.map((folder) => path.join(folder, "chromium"))];
  const found = candidates.find((candidate) => candidate && existsSync(candidate));
  if (!found) throw new Error("Chromium is needed: CHROMIUM names it");
  return found;
}
