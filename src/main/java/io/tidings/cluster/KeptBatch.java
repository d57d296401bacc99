package io.tidings.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one call of {@code kept-write.lua} writes. */
final class KeptBatch {

  private static final int MOST_ITEMS = 1_000;
  private static final int MOST_BYTES = 1_000_000;

  /** Of one socket's events the last are kept. */
  static final int EVENTS = 1_000;

  static final int EVENT_BYTES = 64 << 10;

  private static final byte[] NOTHING = new byte[0];

  /** What happens to a socket, by the script's word for it. */
  enum What {
    REMOVE("remove"),
    CLEAR("clear"),
    TAKE("take"),
    UPDATE("update");

    private final byte[] word;

    What(String word) {
      this.word = KeptScope.bytes(word);
    }
  }

  private final List<Object> changes = new ArrayList<>();
  private final Map<String, List<byte[]>> events = new LinkedHashMap<>();
  private int items;
  private int bytes;

  /** Whether there is enough for one call. */
  boolean isFull() {
    return items >= MOST_ITEMS || bytes >= MOST_BYTES;
  }

  boolean isEmpty() {
    return items == 0;
  }

  void change(What what, String secret) {
    change(what, secret, NOTHING);
  }

  void change(What what, String secret, byte[] state) {
    changes.add(what.word);
    changes.add(KeptScope.bytes(secret));
    changes.add(state);
    items++;
    bytes += state.length;
  }

  /** Adds an event of a socket that is this instance's, once the changes are made. */
  void append(String secret, byte[] event) {
    events.computeIfAbsent(secret, name -> new ArrayList<>()).add(event);
    items++;
    bytes += event.length;
  }

  /** The script's own arguments. */
  Object[] arguments(long number) {
    List<Object> all = new ArrayList<>(4 + changes.size() + 2 * events.size() + items);
    all.add(KeptScope.bytes(number));
    all.add(KeptScope.bytes(EVENTS));
    all.add(KeptScope.bytes(EVENT_BYTES));
    all.add(KeptScope.bytes(changes.size() / 3));
    all.addAll(changes);
    events.forEach(
        (secret, added) -> {
          all.add(KeptScope.bytes(secret));
          all.add(KeptScope.bytes(added.size()));
          all.addAll(added);
        });
    return all.toArray();
  }
}
