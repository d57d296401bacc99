package io.tidings.packet;

import java.lang.reflect.Type;
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

  /** No arguments. */
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

  /** How many there are. */
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

  /**
   * One argument as a Java value.
   *
   * <pre>{@code
   * socket.emitWithAck("price", "tea").thenAccept(answer -> show(answer.get(0, Price.class)));
   * }</pre>
   *
   * @param index from 0
   * @param type any JSON-B type, {@code byte[]} or {@link java.nio.ByteBuffer} for binary
   * @return null where the argument is JSON's {@code null}
   * @throws IllegalArgumentException when there is no such argument, or it does not fit the type
   */
  public <T> T get(int index, Class<T> type) {
    return get(index, (Type) type);
  }

  /**
   * The same for a generic type, such as that of a {@code List<Price>}.
   *
   * <pre>{@code
   * Type prices = new GenericType<List<Price>>() {}.getType(); // jakarta.ws.rs.core.GenericType
   * List<Price> all = answer.get(0, prices);
   * }</pre>
   *
   * @param <T> what the caller takes the value for; nothing checks it against {@code type}
   */
  @SuppressWarnings("unchecked")
  public <T> T get(int index, Type type) {
    if (index < 0 || index >= size()) {
      throw new IllegalArgumentException("argument " + (index + 1) + " is missing");
    }
    return (T) Mapper.INSTANCE.fromArguments(this, index, type);
  }

  /** Made when it is first asked for. */
  private static final class Mapper {
    static final ArgumentMapper INSTANCE = new ArgumentMapper();
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

  /** The binary values to which placeholders point. */
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
