package io.tidings.endtoend;

import static io.tidings.endtoend.ForeignWar.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.Socket;
import org.example.desk.Desk;
import org.example.desk.Login;
import org.example.desk.Ticket;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.json.JSONArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application server does for the methods of a JAX-RS resource, it does for handlers. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ServerServicesIT {

  private static final ForeignWar WAR = new ForeignWar("/office");

  private Socket socket;

  @Deployment(testable = false)
  static WebArchive war() {
    return WAR.with(Desk.class, Ticket.class, Login.class);
  }

  private Socket as(String user, String transport) {
    socket = WAR.clientOf(user, "/desk", transport);
    socket.connect();
    return socket;
  }

  @AfterEach
  void disconnect() {
    if (socket != null) {
      socket.disconnect();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void rolesOfTheServersOwnLoginDecide(String transport) throws Exception {
    assertThat(ask(as("ada", transport), "sign")).isEqualTo("ada");
    disconnect();
    assertThat(ask(as("bob", transport), "sign")).hasToString("{\"error\":\"forbidden\"}");
    disconnect();
    assertThat(ask(as(null, transport), "sign")).hasToString("{\"error\":\"forbidden\"}");
  }

  @Test
  void argumentsAreValidated() throws Exception {
    Socket client = as(null, "websocket");
    assertThat(ask(client, "name", "Ada")).isEqualTo(3);
    assertThat(ask(client, "name", "Adalovelace").toString())
        .contains("argument 1 size must be between 2 and 5");
  }

  @Test
  void eachEventHasARequestScope() throws Exception {
    Socket client = as(null, "websocket");
    JSONArray first = (JSONArray) ask(client, "tickets");
    JSONArray second = (JSONArray) ask(client, "tickets");
    assertThat(first.get(0)).isEqualTo(first.get(1));
    assertThat(second.get(0)).isEqualTo(second.get(1)).isNotEqualTo(first.get(0));
  }

  @Test
  void transactionsBeginAndEndWithTheMethod() throws Exception {
    Socket client = as(null, "websocket");
    assertThat(ask(client, "without")).isEqualTo(false);
    assertThat(ask(client, "within")).isEqualTo(true);
    assertThat(ask(client, "committed")).isEqualTo(true);
    assertThat(ask(client, "fail")).hasToString("{\"error\":\"internal error\"}");
    assertThat(ask(client, "committed")).isEqualTo(false);
  }
}
