package io.tidings.namespace;

import io.tidings.packet.Arguments;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The way from where a connection was to where it went: for those who still hold one of its sockets
 * of before. What they ask waits until the connection has arrived, and keeps its order.
 */
final class Onward {

  private final RemoteSockets remote;
  private final String instance;
  private final Queue<Runnable> waiting = new ArrayDeque<>(0);
  private boolean arrived;

  /**
   * @param instance where it goes
   */
  Onward(RemoteSockets remote, String instance) {
    this.remote = remote;
    this.instance = instance;
  }

  String instance() {
    return instance;
  }

  void join(Socket socket, String room) {
    pass(() -> remote.join(instance, socket.namespace(), socket.id(), room));
  }

  void leave(Socket socket, String room) {
    pass(() -> remote.leave(instance, socket.namespace(), socket.id(), room));
  }

  void disconnect(Socket socket, boolean close) {
    pass(() -> remote.disconnect(instance, socket.namespace(), socket.id(), close));
  }

  CompletionStage<Arguments> emitWithAck(
      Socket socket, long timeout, String event, Arguments arguments) {
    CompletableFuture<Arguments> answer = new CompletableFuture<>();
    pass(
        () ->
            remote
                .emitWithAck(instance, socket.namespace(), socket.id(), timeout, event, arguments)
                .whenComplete(
                    (result, failure) -> {
                      if (failure == null) {
                        answer.complete(result);
                      } else {
                        answer.completeExceptionally(failure);
                      }
                    }));
    return answer;
  }

  /** Runs a task when the connection is there; perhaps now. */
  void whenThere(Runnable task) {
    pass(task);
  }

  private void pass(Runnable request) {
    synchronized (this) {
      if (!arrived) {
        waiting.add(request);
        return;
      }
    }
    request.run();
  }

  /** The connection is there; or it is nowhere, and then those who asked are told so in turn. */
  void arrived() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          arrived = true;
          return;
        }
      }
      next.run();
    }
  }
}
