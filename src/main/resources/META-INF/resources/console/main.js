// Wires what is known (connection, memberships, arrivals, the cluster) to what shows it.
import * as api from "./api.js";
import { ApiKeyField } from "./api-key.js";
import { ArrivalLog } from "./arrival-log.js";
import { ArrivalsView } from "./arrivals-view.js";
import { Connection } from "./connection.js";
import { ConnectionForm } from "./connection-form.js";
import { byId } from "./dom.js";
import { Freshness } from "./freshness.js";
import { InstancesTable } from "./instances-table.js";
import { isProbe, roundTrip } from "./latency.js";
import { LatencyView } from "./latency-view.js";
import { Memberships } from "./memberships.js";
import { MembershipsView } from "./memberships-view.js";
import { Owner } from "./owner.js";
import { PublishForm } from "./publish-form.js";
import { Repeat } from "./repeat.js";
import { RoomService } from "./room-service.js";
import { RoomsTable } from "./rooms-table.js";
import { StatusView } from "./status-view.js";

const CLUSTER_INTERVAL = 2000; // milliseconds
const LATENCY_INTERVAL = 3000;

const connection = new Connection();
const service = new RoomService(connection);
const memberships = new Memberships(connection, service);
const log = new ArrivalLog();
const owner = new Owner(connection);

const status = new StatusView();
const latency = new LatencyView();
const form = new ConnectionForm(connection);
const apiKey = new ApiKeyField(() => cluster.now());
const membershipsView = new MembershipsView(memberships);
const publish = new PublishForm(connection, service);
const instances = new InstancesTable();
const rooms = new RoomsTable(memberships, (room) =>
  membershipsView.attempt(() => (memberships.has(room) ? memberships.leave(room) : memberships.join(room))));
new ArrivalsView(log);

const instancesFreshness = new Freshness(byId("instances"), byId("instances-note"));
const roomsFreshness = new Freshness(byId("rooms"), byId("rooms-note"));

const cluster = new Repeat(() => Promise.all([
  instancesFreshness.of(showInstances),
  roomsFreshness.of(showRooms),
  owner.find(),
]), CLUSTER_INTERVAL);

const probe = new Repeat(async () => {
  if (connection.state.phase === "connected") latency.show(await roundTrip(connection));
}, LATENCY_INTERVAL);

async function showInstances() {
  try {
    return instances.show(await api.instances());
  } catch (error) {
    if (error.status === 401) apiKey.ask();
    throw error;
  }
}

async function showRooms() {
  const { namespace } = connection.state;
  const found = await api.rooms(namespace);
  if (connection.state.namespace !== namespace) return ""; // an answer about the namespace before
  memberships.recount(found);
  const limit = rooms.show(found);
  return namespace === "/" ? limit : `in ${namespace} ${limit}`.trim();
}

connection.addEventListener("change", () => {
  status.showState(connection.state);
  if (connection.state.phase !== "connected") latency.blank();
});
connection.addEventListener("arrival", ({ detail: { event, args } }) => isProbe(event, args) || log.add(event, args));
connection.addEventListener("open", () => {
  probe.now();
  cluster.now();
});
connection.addEventListener("end", () => latency.clear());
owner.addEventListener("change", () => {
  status.showOwner(owner.record);
  instances.mark(owner.record?.instance ?? null);
});
memberships.addEventListener("change", () => publish.offer(memberships.list.map(({ room }) => room)));

form.open(connection);
cluster.now();
