package io.tidings.namespace;

import io.tidings.packet.Arguments;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What is new in a survey on one instance.
 *
 * @param over whether nothing more will come
 * @param asked the ids of sockets that were sent the event
 */
record Report(boolean over, List<String> asked, List<Answer> answers) {

  /** What an answer costs beside its arguments, in bytes, roughly. */
  static final int OVERHEAD = 200;

  static final Report NOTHING = new Report(true, List.of(), List.of());

  /** What a socket's client answered. */
  record Answer(String socket, Arguments arguments) {}

  byte[] encode() {
    WireWriter out = new WireWriter(256).flag(over).texts(asked).number(answers.size());
    for (Answer answer : answers) {
      Wire.write(out.text(answer.socket()), answer.arguments());
    }
    return out.toBytes();
  }

  static Report decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    boolean over = in.flag();
    List<String> asked = in.texts();
    List<Answer> answers = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      answers.add(new Answer(in.text(), Wire.readArguments(in)));
    }
    return new Report(over, asked, answers);
  }
}
