import { expired, forged, token, unsigned } from "./tokens.mjs";

/** What a token says to be allowed everything, and to be allowed something else than is asked for. */
const EVERYTHING = { namespaces: ["*"], join: ["*"], publish: ["*"] };
const ELSEWHERE = { namespaces: ["/elsewhere"], join: ["elsewhere"], publish: ["elsewhere"] };

const INVALID = { status: 401, title: "Unauthorized", challenge: 'Bearer realm="Tidings", error="invalid_token"' };

/** All that somebody may show, by the heading of its column; `answer` is what it gets where it is refused. */
export const SHOWN = [
  {
    name: "nothing",
    answer: { ...INVALID, detail: "a key or a token is asked for, in Authorization: Bearer", challenge: 'Bearer realm="Tidings"' },
  },
  { name: "wrong key", text: "tidings_wrong", answer: { ...INVALID, detail: "the API key is not valid" } },
  { name: "forged token", text: forged(EVERYTHING), answer: { ...INVALID, detail: "the token is not valid" } },
  { name: "unsigned token", text: unsigned(EVERYTHING), answer: { ...INVALID, detail: "the token is not valid" } },
  { name: "expired token", text: expired(EVERYTHING), answer: { ...INVALID, detail: "the token has expired" } },
  {
    name: "token for something else",
    text: token(ELSEWHERE),
    answer: { status: 403, title: "Forbidden", detail: "the token does not allow it" },
  },
  {
    name: "token for everything",
    text: token(EVERYTHING),
    answer: { status: 403, title: "Forbidden", detail: "the token does not allow it" },
  },
  { name: "key", text: process.env.TIDINGS_API_KEY },
];

/** The headers that show it. */
export const headersOf = ({ text }) => (text ? { authorization: `Bearer ${text}` } : {});

/** Of those whose credentials are not good: everywhere the same. */
export const isGood = ({ name }) => name === "token for something else" || name === "token for everything" || name === "key";
