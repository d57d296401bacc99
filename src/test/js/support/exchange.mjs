import http from "node:http";
import https from "node:https";
import { keyFor } from "./key.mjs";
import { within } from "./wait.mjs";

/**
 * One HTTP exchange as bytes on the wire go: no redirects, no header but what is asked for,
 * and a key where the instance wants one.
 *
 * @returns {Promise<{status: number, type: string, headers: object, text: string}>}
 */
export function exchange(address, { method = "GET", headers, auth, agent, body, ms = 15000 } = {}) {
  const { request } = address.startsWith("https:") ? https : http;
  const answered = new Promise((resolve, reject) => {
    const options = { method, headers: { ...keyFor(address), ...headers }, auth, agent, rejectUnauthorized: false };
    const sent = request(address, options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          type: response.headers["content-type"] ?? "",
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
  return within(ms, `${method} ${address.slice(0, 200)}`, answered);
}
