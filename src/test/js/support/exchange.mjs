import http from "node:http";
import https from "node:https";
import { keyFor } from "./key.mjs";
import { within } from "./wait.mjs";

/**
 * One HTTP exchange as bytes on the wire go: no redirects, no header but what is asked for,
 * and a key where the instance wants one.
 *
 * @param bare whether to show no key
 * @param endless whether a good answer is a stream, whose body is not waited for
 * @returns {Promise<{status: number, type: string, headers: object, text: string}>}
 */
export function exchange(address, { method = "GET", headers, auth, agent, body, bare, endless, ms = 15000 } = {}) {
  const { request } = address.startsWith("https:") ? https : http;
  const answered = new Promise((resolve, reject) => {
    const options = { method, headers: { ...(bare ? {} : keyFor(address)), ...headers }, auth, agent, rejectUnauthorized: false };
    const sent = request(address, options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      const answer = () =>
        resolve({
          status: response.statusCode,
          type: response.headers["content-type"] ?? "",
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        });
      response.on("end", answer);
      if (endless && response.statusCode === 200) {
        answer();
        response.destroy();
      }
    });
    sent.on("error", reject);
    sent.end(body);
  });
  return within(ms, `${method} ${address.slice(0, 200)}`, answered);
}
