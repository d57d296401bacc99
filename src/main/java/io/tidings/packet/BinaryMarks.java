package io.tidings.packet;

import java.util.Base64;
import java.util.List;

/**
 * Binary values in plain JSON: {@code {"$binary":"<base64>"}}. In any other object, a key of one or
 * more {@code $} and {@code binary} is written with one {@code $} more than it has, so that nothing
 * can be taken for such a value that is none.
 */
public final class BinaryMarks {

  private static final String KEY = "$binary";

  private BinaryMarks() {}

  /**
   * Arguments as JSON alone, where binary has no other way.
   *
   * @return a JSON array; of arguments without binary the text as it is
   */
  public static String json(Arguments arguments) {
    return write(arguments.json(), arguments.attachments());
  }

  /**
   * Puts binary values in the place of Socket.IO's placeholders. Each is written once, where it
   * stands first, as {@code null} elsewhere: small marks must not make a large frame.
   *
   * @param json well-formed
   */
  static String write(String json, List<byte[]> attachments) {
    if (attachments.isEmpty() && isPlain(json)) {
      return json;
    }
    try {
      return new Writing(json, attachments).copy();
    } catch (PacketException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Puts Socket.IO's placeholders in the place of binary values.
   *
   * @param json well-formed
   * @param attachments is given the values
   * @throws PacketException when an object with the key {@code $binary} is no binary value
   */
  static String read(String json, List<byte[]> attachments) throws PacketException {
    return isPlain(json) ? json : new Reading(json, attachments).copy();
  }

  /** Whether it has no such key, in whatever way that may be written. */
  private static boolean isPlain(String json) {
    return json.indexOf('$') < 0 && !json.contains("\\u");
  }

  /** Whether it is {@code binary} behind one {@code $} or more. */
  private static boolean isMark(String key) {
    return key.endsWith(KEY)
        && key.chars().limit(key.length() - KEY.length()).allMatch(c -> c == '$');
  }

  private static final class Writing extends JsonCopy {

    private final List<byte[]> attachments;
    private final boolean[] written;

    private Writing(String json, List<byte[]> attachments) {
      super(json);
      this.attachments = attachments;
      written = new boolean[attachments.size()];
    }

    @Override
    protected String key(String key) {
      return isMark(key) ? "$" + key : key;
    }

    @Override
    protected String object(Members members) {
      if (attachments.isEmpty() || !"true".equals(members.json("_placeholder"))) {
        return null;
      }
      int number = number(members.json("num"));
      if (number < 0 || written[number]) {
        return "null";
      }
      written[number] = true;
      String base64 = Base64.getEncoder().encodeToString(attachments.get(number));
      return "{\"" + KEY + "\":\"" + base64 + "\"}";
    }

    private int number(String digits) {
      boolean known = digits != null && digits.matches("[0-9]{1,3}");
      int number = known ? Integer.parseInt(digits) : -1;
      return number < written.length ? number : -1;
    }
  }

  private static final class Reading extends JsonCopy {

    private final List<byte[]> attachments;
    private boolean placeholders;

    private Reading(String json, List<byte[]> attachments) {
      super(json);
      this.attachments = attachments;
    }

    @Override
    String copy() throws PacketException {
      String copy = super.copy();
      if (placeholders && !attachments.isEmpty()) {
        throw new PacketException("\"_placeholder\":true beside binary values");
      }
      return copy;
    }

    @Override
    protected String key(String key) {
      return isMark(key) && !key.equals(KEY) ? key.substring(1) : key;
    }

    @Override
    protected String object(Members members) throws PacketException {
      placeholders |= "true".equals(members.json("_placeholder"));
      String value = members.json(KEY);
      if (value == null) {
        return null;
      }
      if (members.count() > 1 || value.charAt(0) != '"') {
        throw new PacketException("\"$binary\" must be the one member, and base64");
      }
      if (attachments.size() == SocketPacketDecoder.MAX_ATTACHMENTS) {
        throw new PacketException(
            "more than " + SocketPacketDecoder.MAX_ATTACHMENTS + " binary values");
      }
      attachments.add(decoded(JsonText.unquote(value)));
      return Placeholders.mark(attachments.size() - 1);
    }

    private static byte[] decoded(String base64) throws PacketException {
      try {
        return Base64Text.decode(base64);
      } catch (IllegalArgumentException e) {
        throw new PacketException("\"$binary\" is not base64");
      }
    }
  }
}
