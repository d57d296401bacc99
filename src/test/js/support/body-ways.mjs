/**
 * The ways in which a message may arrive: what is written, in which pieces. Each takes the head
 * and the body, as they go over the wire, and gives lists of pieces.
 */
const PAUSE = 2;

const cut = (bytes, ...places) => {
  const at = [...new Set([0, ...places, bytes.length])].sort((a, b) => a - b);
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
};

const random = (below) => Math.floor(Math.random() * below);

/** Every place, or a sample of so many that has the first and last ones. */
function places(from, to, most) {
  const all = to - from;
  if (all <= most) return Array.from({ length: all }, (_, i) => from + i);
  const edges = [from, from + 1, to - 2, to - 1];
  return [...edges, ...Array.from({ length: Math.max(0, most - edges.length) }, () => from + random(all))];
}

export const WAYS = {
  "in one segment": { plans: ({ whole }) => [[whole]] },
  "body behind its head": { plans: ({ whole, head }) => [cut(whole, head)] },
  "split once": { plans: ({ whole }, most) => places(1, whole.length, most).map((at) => cut(whole, at)) },
  "split twice": {
    plans: ({ whole, head }, most) =>
      Array.from({ length: Math.ceil(most / 2) }, () => cut(whole, Math.min(whole.length, head + random(4)), head + random(whole.length - head + 1))),
  },
  slowly: {
    plans: ({ whole, head }) => [
      cut(whole, ...Array.from({ length: 12 }, (_, i) => head + Math.floor(((whole.length - head) * i) / 12))),
    ],
  },
  "chunked, in one segment": { chunks: 1021, plans: ({ whole }) => [[whole]] },
  "chunked, large chunks": { chunks: 40_000, plans: ({ whole, head }) => [[whole], cut(whole, head)] },
  "chunked, slowly": {
    chunks: 4096,
    plans: ({ whole, head }) => [cut(whole, ...Array.from({ length: 8 }, () => head + random(whole.length - head + 1)))],
  },
  // The second one's head arrives whole: Grizzly 4.0 spoils the beginning of a head that follows a
  // body in one segment and is not complete there, whoever reads the body.
  "the next one right behind": { next: true, plans: ({ whole, end }) => [[whole], cut(whole, random(end))] },
};

export { PAUSE };

/** Sizes of buffers on the way, of TCP's segments on the loopback, and of frames' lengths. */
const SIZES = [125, 126, 512, 1021, 1024, 2048, 4096, 8192, 12_288, 16_384, 32_768, 65_483, 65_535, 65_536, 131_072, 262_144, 524_288];

/** Lengths around each size, of the body alone and of the body with its head, and the longest. */
export function around(door, headSize, sizes = SIZES) {
  const all = sizes.flatMap((size) => [-1, 0, 1].flatMap((by) => [size + by, size + by - headSize]));
  const longest = [door.most - 1, door.most];
  return [...new Set([...all, ...longest])].filter((n) => n >= door.least && n <= door.most).sort((a, b) => a - b);
}
