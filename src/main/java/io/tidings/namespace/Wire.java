package io.tidings.namespace;

import io.tidings.packet.Arguments;
import io.tidings.packet.PacketException;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How what instances tell each other of sockets is written. */
final class Wire {

  private Wire() {}

  static void writeTexts(WireWriter out, Collection<String> texts) {
    out.number(texts.size());
    texts.forEach(out::text);
  }

  static Set<String> readTexts(WireReader in) {
    Set<String> texts = new LinkedHashSet<>();
    for (int left = in.count(); left > 0; left--) {
      texts.add(in.text());
    }
    return texts;
  }

  static void write(WireWriter out, Arguments arguments) {
    out.text(arguments.json()).number(arguments.attachments().size());
    arguments.attachments().forEach(out::bytes);
  }

  /**
   * @throws MalformedFrameException when there are none
   */
  static Arguments readArguments(WireReader in) {
    String json = in.text();
    List<byte[]> attachments = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      attachments.add(in.bytes());
    }
    try {
      return Arguments.parse(json, attachments);
    } catch (PacketException e) {
      throw new MalformedFrameException(e.getMessage());
    }
  }

  static void write(WireWriter out, Map<String, Arguments> data) {
    out.number(data.size());
    data.forEach(
        (name, value) -> {
          out.text(name);
          write(out, value);
        });
  }

  static Map<String, Arguments> readData(WireReader in) {
    Map<String, Arguments> data = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      data.put(in.text(), readArguments(in));
    }
    return data;
  }
}
