import http from "node:http";
import net from "node:net";
import { once } from "node:events";

/**
 * An agent whose every second connection goes to one instance, and those between to the others in
 * turns. It keeps none: a connection is a request.
 */
export function wandering([home, ...others]) {
  const agent = new http.Agent({ keepAlive: false });
  const connect = agent.createConnection.bind(agent);
  agent.served = new Map();
  let count = 0;
  agent.createConnection = (options, ...more) => {
    const turn = count++;
    const address = turn % 2 === 0 ? home : others[(turn >> 1) % others.length];
    agent.served.set(address, (agent.served.get(address) ?? 0) + 1);
    const { hostname: host, port } = new URL(address);
    return connect({ ...options, host, port }, ...more);
  };
  return agent;
}

/**
 * A proxy that gives polling to one instance, and WebSockets to another, when the test says so.
 */
export class Points {
  #server = http.createServer((request, response) => this.#polls(request, response));
  #agent = new http.Agent({ keepAlive: true });
  #open;
  #held = new Promise((resolve) => (this.#open = resolve));
  #sockets = new Set();

  static async between(polling, websocket) {
    const points = new Points();
    Object.assign(points, { polling, websocket });
    points.#server.on("upgrade", (...request) => points.#upgrades(...request));
    points.#server.listen(0, "127.0.0.1");
    await once(points.#server, "listening");
    points.url = `http://127.0.0.1:${points.#server.address().port}`;
    return points;
  }

  #polls(request, response) {
    const { method, url, headers } = request;
    const relayed = http.request(this.polling + url, { method, headers, agent: this.#agent }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    relayed.on("error", () => response.destroy());
    response.on("close", () => relayed.destroy());
    request.pipe(relayed);
  }

  async #upgrades({ method, url, rawHeaders }, socket, head) {
    this.#sockets.add(socket);
    await this.#held;
    const { hostname, port } = new URL(this.websocket);
    const there = net.connect(Number(port), hostname);
    this.#sockets.add(there);
    const lines = [`${method} ${url} HTTP/1.1`];
    for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    there.write(`${lines.join("\r\n")}\r\n\r\n`);
    there.write(head);
    socket.pipe(there).pipe(socket);
    for (const [end, other] of [[socket, there], [there, socket]]) {
      end.on("error", () => other.destroy());
      end.on("close", () => other.destroy());
    }
  }

  /** Lets the WebSockets through. */
  release() {
    this.#open();
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }
}
