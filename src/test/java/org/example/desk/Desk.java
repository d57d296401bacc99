package org.example.desk;

import io.tidings.handler.Namespace;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.Socket;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Asks of its methods what an application server does for those of a JAX-RS resource. */
@Namespace("/desk")
@ApplicationScoped
public class Desk {

  @Inject private Ticket ticket;

  private CompletableFuture<Integer> end = new CompletableFuture<>();

  @OnEvent("sign")
  @RolesAllowed("editor")
  public String sign(Socket socket) {
    return socket.handshake().user().orElseThrow();
  }

  @OnEvent("name")
  public int name(@Size(min = 2, max = 5) String name) {
    return name.length();
  }

  @OnEvent("tickets")
  public List<Integer> tickets() {
    return List.of(ticket.number(), ticket.number());
  }

  @OnEvent("without")
  public boolean without() throws NamingException {
    return registry().getTransactionStatus() == Status.STATUS_ACTIVE;
  }

  @OnEvent("within")
  @Transactional
  public boolean within() throws NamingException {
    end = new CompletableFuture<>();
    registry().registerInterposedSynchronization(noting(end));
    return registry().getTransactionStatus() == Status.STATUS_ACTIVE;
  }

  @OnEvent("fail")
  @Transactional
  public void fail() throws NamingException {
    end = new CompletableFuture<>();
    registry().registerInterposedSynchronization(noting(end));
    throw new IllegalStateException("nothing of this is to stay");
  }

  @OnEvent("committed")
  public boolean committed() throws Exception {
    return end.get(10, TimeUnit.SECONDS) == Status.STATUS_COMMITTED;
  }

  private static TransactionSynchronizationRegistry registry() throws NamingException {
    return InitialContext.doLookup("java:comp/TransactionSynchronizationRegistry");
  }

  private static Synchronization noting(CompletableFuture<Integer> end) {
    return new Synchronization() {
      @Override
      public void beforeCompletion() {}

      @Override
      public void afterCompletion(int status) {
        end.complete(status);
      }
    };
  }
}
