/** What clients may say: valid, nearly valid, and neither. All chance comes from a Random. */

const NUMBERS = ["0", "-0", "1", "7", "-1", "1.5", "1e3", "1e400", "1e99999999999", "9007199254740993", "99999999999999999999", "2147483648", "-2147483649", "01", "+1", ".5", "NaN", "Infinity", "0x10", "1e", "-"];
const TEXTS = ["", "a", "news-of-fuzz", "join", "/", "/other", "//", "..", "../../etc/passwd", "%00", "\u0000", "\u001e", "\ud800", "\udc00\ud800", "👋", "é", "\u2028", "__proto__", "constructor", "toString", "connect", "disconnect", "connect_error", "newListener", "x".repeat(300), "<script>", "${jndi:x}", "*", "a*", "{}", "[]", "null", "\\", '"', "\r\n", "0", "-1", "1e99"];
const KEYS = ["_placeholder", "num", "$binary", "$$binary", "idempotencyKey", "token", "pid", "offset", "__proto__", "a", "", "type", "namespace", "event", "args", "id", "rooms", "except", "auth"];

export const text = (random) => (random.chance(0.9) ? random.pick(TEXTS) : random.bytes(random.length()).toString("latin1"));

/** JSON, now and then not quite. */
export function json(random, depth = 3) {
  if (random.chance(0.01)) return random.pick(["[", '{"a":', '"', '[[', '{"a":{"a":']).repeat(random.pick([1, 50, 5000]));
  switch (random.int(depth > 0 ? 10 : 6)) {
    case 0:
      return random.pick(["null", "true", "false", "undefined", "nul", "TRUE"].slice(0, random.chance(0.9) ? 3 : 6));
    case 1:
      return random.pick(random.chance(0.8) ? NUMBERS.slice(0, 13) : NUMBERS);
    case 2:
      return random.pick(['"\\ud800"', '"\\u12"', '"\\x"', '"\\u0000"', '"\u0001"', `"${"y".repeat(random.length())}"`]);
    case 6:
    case 7:
      return `[${random.several(4, () => json(random, depth - 1)).join(random.chance(0.97) ? "," : ",,")}]`;
    case 8:
    case 9:
      return object(random, depth - 1);
    default:
      return JSON.stringify(text(random));
  }
}

function object(random, depth) {
  if (random.chance(0.15)) return `{"_placeholder":true,"num":${random.pick(["0", "1", "9", "-1", "1.5", '"0"', "1e9", "null"])}}`;
  if (random.chance(0.1)) return `{"$binary":${random.pick(['""', '"AAAA"', '"A"', '"=="', '"A-_/"', "1", "null", '"\\n"'])}}`;
  return `{${random.several(4, () => `${JSON.stringify(random.pick(KEYS))}:${json(random, depth)}`).join(",")}}`;
}

/** Arguments of an event: what handlers take, or anything. */
function call(random) {
  const room = JSON.stringify(random.pick(["fuzz", "fuzz-2", ...TEXTS]));
  return random.pick([
    `["join",${room}]`,
    `["leave",${room}]`,
    `["publish",${room},${JSON.stringify(random.pick(["said", ...TEXTS]))},${json(random)}]`,
    `["echo",${json(random)}]`,
    `["echo",${json(random)},{"idempotencyKey":${json(random, 0)}}]`,
    `["authenticate",${json(random)}]`,
    `[${json(random)}]`,
    json(random),
  ]);
}

const namespace = (random) => random.pick(["", "", "", "", "/,", "/other,", "/bench,", "/?a=b,", "/\u0000,", `/${"n".repeat(300)},`, "/a/../b,", ","]);
const id = (random) => random.pick(["", "", "0", "1", "7", "99999999999999999999", "-1", "1.5", "007"]);

/** A packet of Socket.IO in the text of its first message, and attachments that may fit or not. */
export function socketPacket(random) {
  const attachments = () => random.several(3, () => random.bytes(random.length()));
  switch (random.int(9)) {
    case 0:
      return [`0${namespace(random)}${random.pick(["", "{}", '{"token":"a.b.c"}', '{"pid":"x","offset":"1-0"}', json(random)])}`];
    case 1:
      return [`1${namespace(random)}`];
    case 2:
      return [`3${namespace(random)}${id(random)}${random.pick(["[]", "[1]", json(random)])}`];
    case 3:
      return [`4${namespace(random)}${json(random)}`];
    case 4: {
      const count = random.pick([0, 1, 1, 2, 3, 11, 99999999999, -1]);
      const places = Array.from({ length: Math.min(4, Math.max(0, count)) }, (_, num) => `{"_placeholder":true,"num":${num}}`);
      const few = random.chance(0.6) ? places.map(() => random.bytes(random.length())) : attachments();
      return [`${random.pick([5, 6])}${count}-${namespace(random)}${id(random)}["echo"${places.map((each) => `,${each}`).join("")}]`, ...few];
    }
    case 5:
      return [`${random.pick([7, 8, 9, "x", "", "55", "5-", "51"])}${namespace(random)}${json(random)}`];
    default:
      return [`2${namespace(random)}${id(random)}${call(random)}`];
  }
}

/** Packets of Engine.IO, each a string, or a Buffer for one that is binary. */
export function enginePackets(random) {
  switch (random.int(12)) {
    case 0:
      return [random.pick(["2", "2probe", "3", "3probe", "5", "6", "0", "0{}", "1", "7", "", "b", "bAAAA", "b====", "bA", "b-_", "\u001e"])];
    case 1:
      return [random.bytes(random.length())];
    default:
      return socketPacket(random).map((part) => (typeof part === "string" ? `4${part}` : part));
  }
}

/** A frame of /ws. */
export function jsonFrame(random) {
  const ns = () => JSON.stringify(random.pick(["/", "/", "/other", "", "x", ...TEXTS]));
  const call = () => random.pick(["join", "leave", "publish", "echo", ...TEXTS]);
  switch (random.int(9)) {
    case 0:
      return `{"type":"connect","namespace":${ns()}${random.chance(0.5) ? `,"auth":${json(random)}` : ""}${random.chance(0.2) ? `,"pid":${json(random, 0)},"offset":${json(random, 0)}` : ""}}`;
    case 1:
      return `{"type":"ack","id":${random.pick(NUMBERS)},"args":${json(random)}}`;
    case 2:
      return `{"type":"disconnect","namespace":${ns()}}`;
    case 3:
      return random.pick(['{"type":"ping"}', '{"type":"pong"}', '{"type":1}', "{}", "[]", "null", "", " ", '{"type":"ping","type":"ping"}']);
    case 4:
      return json(random);
    default:
      return `{"type":"event","event":${JSON.stringify(call())},"args":[${random.several(3, () => (random.chance(0.5) ? '"fuzz"' : json(random))).join(",")}]${random.chance(0.5) ? `,"id":${random.pick(NUMBERS)}` : ""}}`;
  }
}

const EDGES = [0, 1, 0x0a, 0x0d, 0x1e, 0x20, 0x22, 0x25, 0x2f, 0x30, 0x3a, 0x5b, 0x7b, 0x7f, 0x80, 0x81, 0x88, 0xc0, 0xe2, 0xf0, 0xfe, 0xff];

/** The same bytes, some of them changed, lost, doubled or added. */
export function mutated(random, bytes) {
  let out = Buffer.from(bytes);
  for (let n = 1 + random.int(4); n > 0; n--) {
    const at = random.int(out.length + 1);
    const span = Math.min(out.length - at, 1 + random.int(random.chance(0.8) ? 4 : 200));
    switch (random.int(6)) {
      case 0:
        if (at < out.length) out[at] ^= 1 << random.int(8);
        break;
      case 1:
        if (at < out.length) out[at] = random.pick(EDGES);
        break;
      case 2:
        out = Buffer.concat([out.subarray(0, at), out.subarray(at + span)]);
        break;
      case 3:
        out = Buffer.concat([out.subarray(0, at + span), out.subarray(at)]);
        break;
      case 4:
        out = Buffer.concat([out.subarray(0, at), random.bytes(1 + random.int(4)), out.subarray(at)]);
        break;
      default:
        if (random.chance(0.3)) out = out.subarray(0, at);
    }
  }
  return out;
}

/** A frame of a client (RFC 6455, section 5.2), wrong in something where `wrong`. */
export function frame(random, payload, { opcode, fin = true, wrong = false } = {}) {
  let body = Buffer.from(payload);
  let code = opcode ?? (typeof payload === "string" ? 1 : 2);
  let size = BigInt(body.length);
  let first = fin ? 0x80 : 0;
  let masked = true;
  let width = size < 126n ? 1 : size < 65_536n ? 2 : 8;
  if (wrong) {
    switch (random.int(8)) {
      case 0:
        masked = false;
        break;
      case 1:
        code = random.int(16);
        break;
      case 2:
        first ^= random.pick([0x80, 0x40, 0x20, 0x10]);
        break;
      case 3:
        width = 8;
        size = random.pick([1n << 63n, (1n << 64n) - 1n, 1n << 31n, 1n << 32n, 0n, 5n, size + 1n]);
        break;
      case 4:
        width = random.pick([2, 8]); // longer than need be
        break;
      case 5:
        body = Buffer.concat([body, random.pick([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]].map(Buffer.from))]);
        size = BigInt(body.length);
        width = size < 126n ? 1 : size < 65_536n ? 2 : 8;
        break;
      case 6:
        code = 8;
        body = random.pick([[], [3], [3, 232], [3, 231], [0, 0], [255, 255], [3, 236], [3, 232, 0xff]].map(Buffer.from));
        size = BigInt(body.length);
        width = 1;
        break;
      default:
        code = random.pick([9, 10, 8]); // a control frame that may be too long, or fragmented
    }
  }
  const head = Buffer.alloc(width === 1 ? 2 : 2 + width);
  head[0] = first | code;
  head[1] = (masked ? 0x80 : 0) | (width === 1 ? Number(size) : width === 2 ? 126 : 127);
  if (width === 2) head.writeUInt16BE(Number(size & 0xffffn), 2);
  if (width === 8) head.writeBigUInt64BE(size, 2);
  if (!masked) return Buffer.concat([head, body]);
  const mask = random.bytes(4);
  for (let i = 0; i < body.length; i++) body[i] ^= mask[i & 3];
  return Buffer.concat([head, mask, body]);
}
