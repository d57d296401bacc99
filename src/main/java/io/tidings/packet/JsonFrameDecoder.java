package io.tidings.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the JSON frames of one {@code /ws} connection as the packets that a client of Socket.IO
 * would send. Not safe for use by two threads at once.
 */
public final class JsonFrameDecoder {

  private static final Map<String, Set<String>> MEMBERS =
      Map.of(
          "connect", Set.of("type", "namespace", "auth", "pid", "offset"),
          "event", Set.of("type", "namespace", "event", "args", "id"),
          "ack", Set.of("type", "namespace", "args", "id"),
          "disconnect", Set.of("type", "namespace"),
          "ping", Set.of("type"));

  /** Digits of an id: as many as are exact in JavaScript. */
  private static final Pattern ID = Pattern.compile("0|[1-9][0-9]{0,14}");

  private static final int LONGEST_SHOWN = 32;

  /** Where frames belong that name no namespace: the one that was connected first. */
  private String namespace;

  /**
   * A frame as it is in Engine.IO.
   *
   * @param packet the text packet
   * @param attachments the binary messages that follow it
   */
  public record Message(String packet, List<byte[]> attachments) {}

  /**
   * Reads one frame.
   *
   * @return empty for a ping, which the server answers
   * @throws PacketException with a message for whoever wrote the client
   */
  public Optional<Message> decode(String frame) throws PacketException {
    Map<String, String> members = JsonMembers.of(frame);
    String type = string(members, "type");
    check(type, members.keySet());
    return switch (type) {
      case "connect" -> Optional.of(connect(members));
      case "event" -> Optional.of(event(members));
      case "ack" -> Optional.of(ack(members));
      case "disconnect" -> Optional.of(new Message(start('1', "", place(members)), List.of()));
      default -> Optional.empty();
    };
  }

  /**
   * Reads the parameters of the connection's address: {@code namespace}, {@code auth}, {@code pid},
   * {@code offset}.
   *
   * @return empty when they ask for no namespace
   */
  public Optional<Message> decode(Map<String, String> query) throws PacketException {
    if (!query.containsKey("namespace")
        && !query.containsKey("auth")
        && !query.containsKey("pid")) {
      return Optional.empty();
    }
    StringBuilder frame = new StringBuilder("{\"type\":\"connect\"");
    for (String name : List.of("namespace", "pid", "offset")) {
      if (query.containsKey(name)) {
        frame.append(",\"").append(name).append("\":");
        JsonText.appendQuoted(frame, query.get(name));
      }
    }
    if (query.containsKey("auth")) {
      frame.append(",\"auth\":").append(SocketPacketDecoder.auth(query.get("auth")));
    }
    return decode(frame.append('}').toString());
  }

  private static void check(String type, Set<String> members) throws PacketException {
    Set<String> known = MEMBERS.get(type);
    if (known == null) {
      throw new PacketException("unknown type " + shown(type));
    }
    for (String name : members) {
      if (!known.contains(name)) {
        throw new PacketException("a frame of type " + shown(type) + " has no " + shown(name));
      }
    }
  }

  private static String shown(String name) {
    return '"'
        + (name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name)
        + '"';
  }

  private Message connect(Map<String, String> members) throws PacketException {
    String place = members.containsKey("namespace") ? place(members) : "/";
    String auth = members.getOrDefault("auth", "{}");
    if (auth.charAt(0) != '{') {
      throw new PacketException("\"auth\" must be an object");
    }
    StringBuilder json = new StringBuilder(auth);
    for (String name : List.of("pid", "offset")) {
      if (members.containsKey(name)) {
        string(members, name);
        append(json, name, members.get(name));
      }
    }
    if (namespace == null) {
      namespace = place;
    }
    return new Message(start('0', "", place) + json, List.of());
  }

  private static void append(StringBuilder object, String name, String value) {
    object.setLength(object.length() - 1);
    boolean first = object.substring(1).isBlank();
    object.append(first ? "\"" : ",\"").append(name).append("\":").append(value).append('}');
  }

  private Message event(Map<String, String> members) throws PacketException {
    string(members, "event");
    String id = members.containsKey("id") ? id(members) : "";
    List<byte[]> attachments = new ArrayList<>(0);
    String arguments = arguments(members, attachments);
    String inner = arguments.substring(1, arguments.length() - 1);
    String json = "[" + members.get("event") + (inner.isBlank() ? "" : "," + inner) + "]";
    return message('2', attachments, place(members), id + json);
  }

  private Message ack(Map<String, String> members) throws PacketException {
    List<byte[]> attachments = new ArrayList<>(0);
    String arguments = arguments(members, attachments);
    return message('3', attachments, place(members), id(members) + arguments);
  }

  private static Message message(char type, List<byte[]> attachments, String place, String rest) {
    if (attachments.isEmpty()) {
      return new Message(start(type, "", place) + rest, attachments);
    }
    // A packet with attachments is three types further, and says how many follow.
    String header = start((char) (type + 3), attachments.size() + "-", place);
    return new Message(header + rest, attachments);
  }

  private static String start(char type, String count, String place) {
    return "4" + type + count + (place.equals("/") ? "" : place + ",");
  }

  private static String arguments(Map<String, String> members, List<byte[]> attachments)
      throws PacketException {
    String json = members.getOrDefault("args", "[]");
    if (json.charAt(0) != '[') {
      throw new PacketException("\"args\" must be an array");
    }
    return BinaryMarks.read(json, attachments);
  }

  private static String id(Map<String, String> members) throws PacketException {
    String id = members.getOrDefault("id", "");
    if (!ID.matcher(id).matches()) {
      throw new PacketException("\"id\" must be a whole number of at most 15 digits");
    }
    return id;
  }

  /** A comma would end the name, and what is behind it would be read as something else. */
  private String place(Map<String, String> members) throws PacketException {
    if (!members.containsKey("namespace")) {
      return namespace == null ? "/" : namespace;
    }
    String place = string(members, "namespace");
    if (!place.startsWith("/") || place.indexOf(',') >= 0) {
      throw new PacketException("\"namespace\" must begin with a slash and have no comma");
    }
    return place;
  }

  private static String string(Map<String, String> members, String name) throws PacketException {
    String json = members.get(name);
    if (json == null || json.charAt(0) != '"') {
      throw new PacketException("\"" + name + "\" must be there, and a string");
    }
    return JsonText.unquote(json);
  }
}
