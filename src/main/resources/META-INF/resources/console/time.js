// Times and spans as people read them.

const pad = (number, width = 2) => String(number).padStart(width, "0");

/** 14:03:07.250, local time. */
export function clock(date) {
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** The two largest units of a span in milliseconds: 3 d 4 h, 12 min 5 s. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const units = [["d", Math.floor(seconds / 86400)], ["h", Math.floor(seconds / 3600) % 24], ["min", Math.floor(seconds / 60) % 60], ["s", seconds % 60]];
  const first = units.findIndex(([, count]) => count > 0);
  return first < 0 ? "0 s" : units.slice(first, first + 2).map(([unit, count]) => `${count} ${unit}`).join(" ");
}
