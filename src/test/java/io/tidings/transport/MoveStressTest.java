package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.InProcessBus;
import io.tidings.engine.CloseReason;
import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.engine.TestEngine;
import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many clients that move between three instances while everything else goes on, and while some of
 * them come to an end. The same seed gives the same decisions, not the same interleaving.
 */
class MoveStressTest {

  private static final long SEED = Long.getLong("tidings.stress.seed", 3);
  private static final long MILLIS = Long.getLong("tidings.stress.millis", 1_500);
  private static final int CLIENTS = 48;
  private static final int DRIVERS = 4;
  private static final int PUBLISHERS = 3;
  private static final int ROOMS = 3;
  private static final Pattern BROADCAST = Pattern.compile("42\\[\"b\",(\\d+),(\\d+)]");
  private static final Pattern QUESTION = Pattern.compile("42(\\d+)\\[\"q\",(\\d+)]");
  private static final Pattern ANSWER = Pattern.compile("43(\\d+)\\[(\\d+)]");

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final List<MovePlace> places =
      List.of(
          new MovePlace("instan-a", bus),
          new MovePlace("instan-b", bus),
          new MovePlace("instan-c", bus));
  private final Map<String, Client> clients = new ConcurrentHashMap<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final int[] published = new int[PUBLISHERS];
  private volatile boolean stopped;
  private volatile boolean quiet;

  @AfterEach
  void close() {
    places.forEach(MovePlace::close);
  }

  /** What all handlers were told of one socket. */
  private static final class Told {
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicInteger disconnects = new AtomicInteger();
    private final List<Integer> messages = new CopyOnWriteArrayList<>();
    private volatile Socket first;
  }

  private final Map<String, Told> told = new ConcurrentHashMap<>();

  private Told told(Socket socket) {
    return told.computeIfAbsent(socket.id(), id -> new Told());
  }

  private final class Handler implements EventHandler {

    private final boolean blocking;

    private Handler(boolean blocking) {
      this.blocking = blocking;
    }

    @Override
    public boolean blocksOnConnect() {
      return blocking;
    }

    @Override
    public boolean blocksOn(String event) {
      return blocking;
    }

    @Override
    public void connect(Socket socket) {
      told(socket).connects.incrementAndGet();
      told(socket).first = socket;
      String number = socket.handshake().auth().replaceAll("\\D", "");
      clients.get(number).socketId = socket.id();
      socket.join("room" + Integer.parseInt(number) % ROOMS);
    }

    @Override
    public void event(Socket socket, String event, Arguments arguments, Ack ack) {
      int number = Integer.parseInt(arguments.json().replaceAll("\\D", ""));
      told(socket).messages.add(number);
      ack.send(number);
    }

    @Override
    public void disconnect(Socket socket, DisconnectReason reason) {
      told(socket).disconnects.incrementAndGet();
    }
  }

  /** One client, driven by one thread. */
  private final class Client {

    private final int number;
    private final Random random;
    private final MovePlace home;
    private final boolean mortal;
    private final RecordingTransport polling = RecordingTransport.polling();
    private final Session session;
    private final ConcurrentLinkedQueue<Integer> asked = new ConcurrentLinkedQueue<>();
    private volatile MoveClient moved;
    private volatile boolean upgraded;
    private volatile boolean ended;
    private int seen;
    private volatile int sent;
    private volatile String socketId;

    private Client(int number) {
      this.number = number;
      random = new Random(SEED * 1_000 + number);
      home = places.get(random.nextInt(places.size()));
      mortal = number % 4 == 0;
      clients.put(String.valueOf(number), this);
      session = TestEngine.open(home.server.engine, polling);
      session.receive(polling, "40{\"number\":" + number + "}");
    }

    private void step() {
      if (ended) {
        return;
      }
      answer();
      if (upgraded) {
        onWebSocket();
      } else if (moved != null) {
        upgrade();
      } else {
        onPolling();
      }
    }

    private void onPolling() {
      polling.poll(session);
      switch (random.nextInt(30)) {
        case 0 -> {
          MovePlace to = places.get(random.nextInt(places.size()));
          if (to != home && socketId != null) {
            moved = new MoveClient(session.id(), home.id, to.moving);
            moved.send("2probe");
          }
        }
        case 1, 2, 3 -> say();
        case 4 -> end();
        default -> {}
      }
    }

    private void upgrade() {
      if (mortal && random.nextInt(200) == 0) {
        moved.lose();
        moved = null;
      } else if (moved.isClosed()) {
        moved = null;
      } else if (!polling.isReady() && moved.packets().contains("3probe")) {
        moved.send("5");
        upgraded = true;
        // The more is said while the session is on its way, the better.
        IntStream.range(0, random.nextInt(5)).forEach(i -> say());
      }
    }

    private void onWebSocket() {
      switch (random.nextInt(30)) {
        case 0, 1, 2, 3, 4 -> say();
        case 5 -> end();
        default -> {}
      }
    }

    private void say() {
      if (quiet) {
        return;
      }
      int next = sent;
      sent = next + 1;
      send("42" + next + "[\"m\"," + next + "]");
    }

    private void send(String packet) {
      if (upgraded) {
        moved.send(packet);
      } else {
        session.receive(polling, packet);
      }
    }

    private void answer() {
      List<String> all = received();
      for (; seen < all.size(); seen++) {
        Matcher question = QUESTION.matcher(all.get(seen));
        if (question.matches()) {
          send("43" + question.group(1) + "[" + question.group(2) + "]");
        }
      }
    }

    private void end() {
      Told known = socketId == null ? null : told.get(socketId);
      if (quiet || !mortal || known == null || random.nextInt(3) > 0) {
        return;
      }
      switch (random.nextInt(4)) {
        case 0 -> known.first.disconnect(true);
        case 1 -> known.first.disconnect(false);
        case 2 -> send("1");
        default -> hangUp();
      }
      ended = true;
    }

    private void hangUp() {
      if (upgraded) {
        moved.lose();
      } else {
        session.transportClosed(polling, CloseReason.TRANSPORT_CLOSE);
      }
    }

    @Override
    public String toString() {
      String way = upgraded ? "upgraded" : moved != null ? "trying" : "polling";
      return "client " + number + " from " + home.id + ", " + way;
    }

    /** All that it was sent, on both ways. */
    private List<String> received() {
      List<String> all = new ArrayList<>(polling.texts());
      if (upgraded) {
        all.addAll(moved.packets());
      }
      return all;
    }
  }

  private Thread thread(BooleanSupplier until, Runnable loop) {
    Thread thread =
        new Thread(
            () -> {
              while (!until.getAsBoolean()) {
                try {
                  loop.run();
                  Thread.sleep(1);
                } catch (InterruptedException e) {
                  return;
                } catch (RuntimeException e) {
                  faults.add(e.toString());
                  return;
                }
              }
            });
    thread.start();
    return thread;
  }

  private void publish(int publisher, Random random) {
    MovePlace from = places.get(random.nextInt(places.size()));
    for (int i = random.nextInt(8); i >= 0; i--) {
      from.server
          .socketServer
          .to("room" + publisher, "nobody")
          .emit("b", publisher, published[publisher]++);
    }
  }

  private final List<CompletableFuture<String>> answers = new CopyOnWriteArrayList<>();

  private void askAndMoveAbout(Random random) {
    Client client = clients.get(String.valueOf(random.nextInt(CLIENTS)));
    Told known = client.socketId == null ? null : told.get(client.socketId);
    if (known == null || known.first == null || !known.first.isConnected()) {
      return;
    }
    int number = random.nextInt(1_000_000);
    CompletableFuture<String> answer =
        known
            .first
            .emitWithAck(3_600_000, "q", number)
            .toCompletableFuture()
            .thenApply(Arguments::json)
            .thenApply(json -> json.equals("[" + number + "]") ? "" : number + " was " + json);
    answers.add(
        answer.exceptionally(
            failure -> client.mortal ? "" : "of " + client.number + ": " + failure));
    if (random.nextBoolean()) {
      known.first.join("other");
    } else {
      known.first.leave("other");
    }
    places.get(0).server.socketServer.to("other").emit("o");
  }

  @Test
  void everyoneIsSentEverythingOnceInOrder() throws Exception {
    for (MovePlace place : places) {
      place.server.handlers.put("/", new Handler(place == places.get(0)));
    }
    IntStream.range(0, CLIENTS).forEach(Client::new);
    List<Thread> drivers = new ArrayList<>();
    for (int i = 0; i < DRIVERS; i++) {
      int own = i;
      drivers.add(
          thread(
              () -> stopped,
              () ->
                  clients.values().stream()
                      .filter(client -> client.number % DRIVERS == own)
                      .forEach(Client::step)));
    }
    List<Thread> others = new ArrayList<>();
    others.add(thread(() -> stopped, () -> places.forEach(place -> place.server.timer.advance(2))));
    List<Thread> sources = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      int publisher = i;
      Random random = new Random(SEED + i);
      sources.add(thread(() -> quiet, () -> publish(publisher, random)));
    }
    Random random = new Random(SEED * 31);
    sources.add(thread(() -> quiet, () -> askAndMoveAbout(random)));
    Thread.sleep(MILLIS);
    quiet = true;
    for (Thread source : sources) {
      source.join(5_000);
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(faults).isEmpty();
              assertThat(answers.stream().filter(each -> !each.isDone()).count()).isZero();
              clients.values().forEach(this::checkIsComplete);
              clients.values().forEach(this::check);
            });
    stopped = true;
    for (Thread driver : drivers) {
      driver.join(5_000);
    }
    assertThat(faults).isEmpty();
    assertThat(answers.stream().map(CompletableFuture::join).distinct()).containsOnly("");
    clients.values().forEach(Client::hangUp);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              for (MovePlace place : places) {
                assertThat(place.leftovers("room0", "room1", "room2", "other")).isEmpty();
              }
              told.forEach((id, each) -> assertThat(each.disconnects.get()).as(id).isEqualTo(1));
            });
    told.values().forEach(each -> assertThat(each.connects.get()).isEqualTo(1));
    assertThat(clients.values().stream().filter(client -> client.upgraded)).isNotEmpty();
  }

  private void checkIsComplete(Client client) {
    if (!client.ended) {
      List<Integer> numbers = numbers(client);
      assertThat(numbers).isNotEmpty();
      assertThat(numbers.get(numbers.size() - 1))
          .as("the last of " + client)
          .isEqualTo(published[client.number % ROOMS] - 1);
    }
  }

  private static List<Integer> numbers(Client client) {
    List<Integer> numbers = new ArrayList<>();
    for (String packet : client.received()) {
      Matcher broadcast = BROADCAST.matcher(packet);
      if (broadcast.matches()) {
        numbers.add(Integer.valueOf(broadcast.group(2)));
      }
    }
    return numbers;
  }

  private void check(Client client) {
    List<Integer> numbers = numbers(client);
    if (!numbers.isEmpty()) {
      int from = numbers.get(0);
      assertThat(numbers)
          .as("numbers of client " + client.number)
          .isEqualTo(IntStream.range(from, from + numbers.size()).boxed().toList());
    }
    Told known = told.get(client.socketId);
    List<Integer> messages = known.messages;
    assertThat(messages)
        .as("messages of client " + client.number)
        .isEqualTo(IntStream.range(0, messages.size()).boxed().toList());
    Map<String, String> acks = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (String packet : client.received()) {
      Matcher ack = ANSWER.matcher(packet);
      if (ack.matches() && acks.put(ack.group(1), ack.group(2)) != null) {
        twice.add(packet);
      }
    }
    assertThat(twice).isEmpty();
    if (!client.ended) {
      assertThat(messages).hasSize(client.sent);
      assertThat(acks).hasSize(client.sent);
      assertThat(known.disconnects.get()).isZero();
      assertThat(client.upgraded && client.moved.isClosed()).isFalse();
    }
  }
}
