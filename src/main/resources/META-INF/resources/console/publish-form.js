// Publishes to a room, over the socket or over REST.
import * as api from "./api.js";
import { readArguments, UnreadableArguments } from "./arguments.js";
import { byId, element, setText, showError } from "./dom.js";
import { KeyedRows } from "./keyed-rows.js";

export class PublishForm {
  #connection;
  #service;
  #form = byId("publish-form");
  #room = byId("publish-room");
  #event = byId("publish-event");
  #arguments = byId("publish-arguments");
  #reading = byId("publish-reading");
  #error = byId("publish-error");
  #result = byId("publish-result");
  #names = new KeyedRows(byId("room-names"), { key: (name) => name, create: (name) => element("option", { value: name }) });

  constructor(connection, service) {
    this.#connection = connection;
    this.#service = service;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#arguments.addEventListener("input", () => this.#explain());
    this.#arguments.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit();
    });
    this.#explain();
  }

  /** Rooms to offer; the first is taken where none was typed. */
  offer(names) {
    this.#names.show(names);
    if (this.#room.value === "" && names.length > 0 && document.activeElement !== this.#room) this.#room.value = names[0];
  }

  async #submit() {
    showError(this.#error);
    setText(this.#result, "");
    const asRest = this.#form.elements["publish-way"].value === "rest";
    const draft = this.#read(asRest);
    if (!draft) return;
    try {
      setText(this.#result, asRest ? `202, id ${await this.#post(draft)}` : `Sent, id ${await this.#emit(draft)}`);
    } catch (error) {
      showError(this.#error, error.message);
    }
  }

  /** Room, event and args; null when something is wrong with them, which is then shown. */
  #read(asRest) {
    const room = this.#room.value.trim();
    const event = this.#event.value.trim();
    if (room === "" && !asRest) return this.#complain("Which room? Only REST reaches everyone in the namespace.", this.#room);
    if (event === "") return this.#complain("Which event?", this.#event);
    try {
      return { room, event, args: readArguments(this.#arguments.value).args };
    } catch (error) {
      if (!(error instanceof UnreadableArguments)) throw error;
      return this.#complain(error.message, this.#arguments);
    }
  }

  #complain(message, field) {
    showError(this.#error, message, field);
    return null;
  }

  #emit({ room, event, args }) {
    return this.#service.publish(room, event, args);
  }

  #post({ room, event, args }) {
    return api.publish({ namespace: this.#connection.state.namespace, rooms: room === "" ? [] : [room], except: [], event, args });
  }

  #explain() {
    try {
      setText(this.#reading, readArguments(this.#arguments.value).reading);
    } catch {
      setText(this.#reading, "Not yet JSON.");
    }
  }
}
