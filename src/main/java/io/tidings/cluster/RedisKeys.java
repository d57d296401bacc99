package io.tidings.cluster;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The names of what this application keeps in Redis. All begin with the channel's name in a hash
 * tag, so that a Redis Cluster keeps them in one slot and one script can use several of them.
 *
 * @param channel the configured prefix, and the database: a channel of publish/subscribe belongs to
 *     none
 */
record RedisKeys(String channel) {

  /**
   * @param database in which the keys are; 0 does not show in their names
   */
  static RedisKeys of(String channel, int database) {
    return new RedisKeys(database == 0 ? channel : channel + "/" + database);
  }

  /** Topic: all frames between instances. */
  String topic() {
    return key("events");
  }

  /** Topic: requests of other instances for this one, and their answers to it. */
  String relay(String instance) {
    return key("relay:" + instance);
  }

  /** String: the id of the last broadcast. */
  String lastId() {
    return key("last-id");
  }

  /** Hash, expires: what is known of the streams; see {@code position.lua}. */
  String marks() {
    return key("marks");
  }

  /** Stream, expires: the broadcasts of a namespace. */
  String stream(String namespace) {
    return key("history:" + namespace);
  }

  /** String, expires: number and id of the last batch that an instance published. */
  String published(String instance) {
    return key("published:" + instance);
  }

  /** Sorted set: instance ids by the moment at which their lease ends. */
  String leases() {
    return key("leases");
  }

  /**
   * String, expires when no instance renews a lease any more: from when on an instance without one
   * is gone, and not merely unheard of since Redis came back; see {@code gone.lua}.
   */
  String settled() {
    return key("heard-since");
  }

  /** Hash: instance ids by the names of the leases that they hold; see {@code take-lease.lua}. */
  String holders() {
    return key("holders");
  }

  /** Hash: JSON by instance id. */
  String instances() {
    return key("instances");
  }

  /** What the names of presence begin with; see {@code presence.lua}. */
  String presence() {
    return key("presence:");
  }

  /** Hash: JSON by socket id, of the sockets of an instance. */
  String sockets(String instance) {
    return presence() + instance + ":sockets";
  }

  /** Sorted set: the sockets of a namespace. */
  String socketsIn(String namespace) {
    return presence() + "in:" + namespace;
  }

  /** Sorted set: the rooms of a namespace. */
  String rooms(String namespace) {
    return presence() + "rooms:" + namespace;
  }

  /** Sorted set: the sockets in a room; "" for what the names of a namespace's begin with. */
  String members(String namespace, String room) {
    return presence() + "room:" + namespace + "\0" + room;
  }

  /** String: number of an instance's last write of presence. */
  String written(String instance) {
    return presence() + instance + ":written";
  }

  /** Set: instances that are gone and have left presence behind. */
  String left() {
    return presence() + "left";
  }

  /** Hash, expires: by secret the instance that has the socket; see {@code kept.lua}. */
  String owners() {
    return key("kept-by");
  }

  /** Sorted set, expires: instances by the moment from which what they have is inherited. */
  String estates() {
    return key("kept-until");
  }

  /** What the names of the next begin with, before the instance's id. */
  String kept() {
    return key("kept:");
  }

  /** Hash, expires: states of an instance's sockets by their secrets. */
  String kept(String instance) {
    return kept() + instance;
  }

  /** What the names of lists of events begin with, before the secret; each expires. */
  String keptEvents() {
    return key("kept-events:");
  }

  /** String, expires: number of the last write of an instance's sockets. */
  String keptWritten(String instance) {
    return key("kept-written:" + instance);
  }

  /** List, expires: what an instance has inherited last; see {@code kept-tend.lua}. */
  String inherited(String instance) {
    return key("kept-inherited:" + instance);
  }

  /**
   * String, expires: what is known of a thing that is done once; see {@code once-begin.lua}. Its
   * name has a hash of the key, which clients choose.
   */
  String once(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
      return key("once:" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the names of keys begin with that serve to ask which commands are allowed. */
  String probe() {
    return key("probe:");
  }

  private String key(String name) {
    return "{" + channel + "}:" + name;
  }
}
