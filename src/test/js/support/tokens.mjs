import { generateKeyPairSync, sign } from "node:crypto";

/** TIDINGS_SIGNING_KEY, the private key (PEM, RSA) whose public half the instances verify tokens by. */
const { TIDINGS_SIGNING_KEY: ours } = process.env;

const strangers = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const soon = () => Math.floor(Date.now() / 1000) + 600;

/**
 * A signed token of Ada's.
 *
 * @param allowed the claim `tidings`
 * @param expires seconds since 1970
 */
export function token(allowed, { expires = soon(), sub = "ada", key = ours } = {}) {
  const text = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded({ sub, exp: expires, tidings: allowed })}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

/** Signed by somebody else. */
export const forged = (allowed) => token(allowed, { key: strangers });

export const expired = (allowed) => token(allowed, { expires: Math.floor(Date.now() / 1000) - 10 });

/** Says that it needs no signature, and has none. */
export const unsigned = (allowed) => `${encoded({ alg: "none", typ: "JWT" })}.${encoded({ sub: "ada", exp: soon(), tidings: allowed })}.`;
