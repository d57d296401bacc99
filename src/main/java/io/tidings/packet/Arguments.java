package io.tidings.packet;

import java.util.Arrays;
import java.util.List;

/**
 * The arguments of an event or an ack: JSON text as it came or as it will leave, cut at its
 * elements but not parsed, and the binary attachments that its placeholders point to. A handler
 * that takes them passes them on without reading them.
 *
 * <pre>{@code
 * @OnEvent("forward")
 * void forward(Socket socket, Arguments arguments) {
 *   socket.to("room-1").emit("forwarded", arguments);
 * }
 * }</pre>
 */
public final class Arguments {

  public static final Arguments NONE = new Arguments("[]", new int[0], List.of());

  private final String json;

  /** Begin and end of each element in {@code json}. */
  private final int[] bounds;

  private final List<byte[]> attachments;

  private Arguments(String json, int[] bounds, List<byte[]> attachments) {
    this.json = json;
    this.bounds = bounds;
    this.attachments = attachments;
  }

  /**
   * Reads a JSON array.
   *
   * @throws PacketException when it is anything else, or has something behind it
   */
  public static Arguments parse(String json) throws PacketException {
    return parse(JsonText.wellFormed(json), List.of());
  }

  /** Reads a JSON array whose placeholders point into {@code attachments}. */
  public static Arguments parse(String json, List<byte[]> attachments) throws PacketException {
    if (json.isEmpty() || json.charAt(0) != '[') {
      throw new PacketException("not a JSON array");
    }
    JsonScanner scanner = new JsonScanner(json);
    int[] bounds = new int[8];
    int count = 0;
    int at = scanner.skipWhiteSpace(1);
    boolean empty = at < json.length() && json.charAt(at) == ']';
    while (!empty) {
      int end = scanner.endOfValue(at);
      if (count == bounds.length) {
        bounds = Arrays.copyOf(bounds, count * 2);
      }
      bounds[count++] = at;
      bounds[count++] = end;
      at = scanner.skipWhiteSpace(end);
      if (at == json.length() || json.charAt(at) != ',') {
        break;
      }
      at = scanner.skipWhiteSpace(at + 1);
    }
    if (at != json.length() - 1 || json.charAt(at) != ']') {
      throw new PacketException("malformed JSON array");
    }
    return new Arguments(json, Arrays.copyOf(bounds, count), List.copyOf(attachments));
  }

  public int size() {
    return bounds.length / 2;
  }

  /** The JSON text of one argument. */
  public String json(int index) {
    return json.substring(bounds[2 * index], bounds[2 * index + 1]);
  }

  /** Whether an argument is there and is a JSON string. */
  public boolean isText(int index) {
    return index < size() && json.charAt(bounds[2 * index]) == '"';
  }

  /** Whether an argument is there and is a JSON number. */
  public boolean isNumber(int index) {
    return index < size() && "-0123456789".indexOf(json.charAt(bounds[2 * index])) >= 0;
  }

  /** Whether there is a last argument, and its JSON text begins like this. */
  public boolean lastBegins(String text) {
    return bounds.length > 0 && json.startsWith(text, bounds[bounds.length - 2]);
  }

  /** The value of an argument that is a JSON string. */
  public String text(int index) {
    return JsonText.unquote(json(index));
  }

  /** All but the first {@code count}; the attachments stay, and so do the placeholders' numbers. */
  public Arguments without(int count) {
    return new Arguments(json, Arrays.copyOfRange(bounds, 2 * count, bounds.length), attachments);
  }

  /** The first {@code count}; the attachments stay. */
  public Arguments first(int count) {
    return new Arguments(json, Arrays.copyOf(bounds, 2 * count), attachments);
  }

  /** The elements separated by commas, without the brackets; empty when there are none. */
  String inner() {
    if (bounds.length == 0) {
      return "";
    }
    return json.substring(bounds[0], bounds[bounds.length - 1]);
  }

  /** The arguments as a JSON array. */
  public String json() {
    return "[" + inner() + "]";
  }

  public List<byte[]> attachments() {
    return attachments;
  }

  /** Characters and bytes held, for limits on what may wait. */
  public long weight() {
    long weight = json.length();
    for (byte[] attachment : attachments) {
      weight += attachment.length;
    }
    return weight;
  }

  @Override
  public String toString() {
    return (json.length() > 80 ? json.substring(0, 80) + "…" : json) + " +" + attachments.size();
  }
}
