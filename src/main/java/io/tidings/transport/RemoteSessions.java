package io.tidings.transport;

import java.io.IOException;
import java.util.Optional;

/** The sessions that are not here: polling requests for them, and where those go. */
interface RemoteSessions {

  /** An engine whose sessions are all here. */
  RemoteSessions NONE =
      new RemoteSessions() {
        @Override
        public boolean isElsewhere(String sid) {
          return false;
        }

        @Override
        public void get(String sid, Exchange exchange) {
          exchange.refuse(EngineError.SESSION_UNKNOWN);
        }

        @Override
        public void post(String sid, Exchange exchange) {
          exchange.refuse(EngineError.SESSION_UNKNOWN);
        }

        @Override
        public void postBinary(String sid, Exchange exchange) {
          exchange.refuse(EngineError.SESSION_UNKNOWN);
        }

        @Override
        public Optional<Arrival> upgrade(String sid) {
          return Optional.empty();
        }

        @Override
        public void unfit(String sid, Exchange exchange) {
          exchange.refuse(EngineError.SESSION_UNKNOWN);
        }
      };

  /** Whether a session that is not here may be on another instance, as far as its id tells. */
  boolean isElsewhere(String sid);

  void get(String sid, Exchange exchange);

  void post(String sid, Exchange exchange) throws IOException;

  /** A POST of bytes, which ends the session, if there is one. */
  void postBinary(String sid, Exchange exchange);

  /** What takes in a WebSocket for a session; empty when upgrades are off. */
  Optional<Arrival> upgrade(String sid);

  /** A request that the session, if there is one, must refuse. */
  void unfit(String sid, Exchange exchange);
}
