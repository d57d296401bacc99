package io.tidings.broadcast;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What outlives an instance of the sockets to which their clients may come back, by the secret that
 * each client has. Writes return at once and keep their order.
 */
public interface SocketStore {

  /** Nothing is kept, and nobody else has anything. */
  SocketStore NONE =
      new SocketStore() {
        @Override
        public void save(String secret, Supplier<byte[]> state) {}

        @Override
        public void append(String secret, byte[] event) {}

        @Override
        public void remove(String secret) {}

        @Override
        public CompletionStage<Optional<String>> owner(String secret) {
          return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Optional<Estate>> claim(String secret) {
          return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public void inherit(Consumer<Estate> heir) {}
      };

  /**
   * Notes that this instance has a socket, or that its state has changed. What was another
   * instance's is this one's from now on.
   *
   * @param state is asked for its bytes when they are written, which may be for several calls at
   *     once; from any thread. They begin with the socket's id, as {@code WireWriter.text} writes
   *     it: by that a claim takes it out of the presence of an instance that is gone
   */
  void save(String secret, Supplier<byte[]> state);

  /**
   * Adds an event that was for one socket alone. Of one socket's events the last 1,000 are kept,
   * and of those the last 64 KiB.
   */
  void append(String secret, byte[] event);

  /** A socket of this instance has ended, or is another's from now on. */
  void remove(String secret);

  /** The id of the instance that has a socket, or had it when it died; empty when none has it. */
  CompletionStage<Optional<String>> owner(String secret);

  /**
   * Takes over the socket of an instance that is gone: of several who try, one gets it.
   *
   * @return its last state; empty when there is none, or its instance is still there
   */
  CompletionStage<Optional<Estate>> claim(String secret);

  /**
   * What an instance has left of a socket.
   *
   * @param state as it was saved last
   * @param events that were appended, in order
   */
  record Estate(byte[] state, List<byte[]> events) {}

  /**
   * Names who ends the sockets of instances that are gone, when their clients have not come back in
   * time. Each state is given to one instance, once.
   *
   * @param heir must not block
   */
  void inherit(Consumer<Estate> heir);
}
