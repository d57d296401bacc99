package io.tidings.namespace;

/** Who is told what happens to sockets and rooms: the port that {@code handler} implements. */
public interface Observers {

  /** Nobody. */
  Observers NONE =
      new Observers() {
        @Override
        public boolean want(Class<? extends Occurrence> type) {
          return false;
        }

        @Override
        public void tell(Occurrence occurrence) {}
      };

  /** Whether anybody wants to be told of such occurrences; always the same. */
  boolean want(Class<? extends Occurrence> type);

  /** Tells them. May block; throws what they throw. */
  void tell(Occurrence occurrence);
}
