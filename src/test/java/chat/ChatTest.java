package chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.testing.TestClient;
import io.tidings.testing.TestCluster;
import io.tidings.testing.TestInstance;
import io.tidings.testing.TestKit;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatTest {

  @Test
  void whatIsSaidIsHeardOnAnotherInstance() {
    try (TestCluster cluster = TestKit.with(Chat.class).start(2)) {
      TestClient ada = cluster.instance(0).connect("/chat", Map.of("name", "Ada"));
      TestClient bob = cluster.instance(1).connect("/chat", Map.of("name", "Bob"));
      ada.emitWithAck("enter", "lobby");
      assertThat(bob.emitWithAck("enter", "lobby").as(int.class)).isEqualTo(1);

      ada.emit("say", "lobby", "hi");

      assertThat(bob.received("said").json()).isEqualTo("[\"Ada\",\"hi\"]");
      ada.receivedNo("said");
    }
  }

  @Test
  void whoLeavesIsMissed() {
    try (TestCluster cluster = TestKit.with(Chat.class).start(2)) {
      TestClient ada = cluster.instance(0).connect("/chat", Map.of("name", "Ada"));
      TestClient bob = cluster.instance(1).connect("/chat", Map.of("name", "Bob"));
      ada.fallSilent();

      cluster.advance(180_000);

      assertThat(bob.received("left").json()).isEqualTo("[\"Ada\",\"ping timeout\"]");
    }
  }

  @Test
  void whoHasNoNameIsRefused() {
    try (TestInstance server = TestKit.with(Chat.class).start()) {
      assertThat(server.refused("/chat", Map.of()).message()).isEqualTo("no name");
    }
  }
}
