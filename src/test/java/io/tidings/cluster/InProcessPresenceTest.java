package io.tidings.cluster;

import java.util.List;

class InProcessPresenceTest implements PresenceContract {

  /** In one process there is one presence, whoever writes to it. */
  @Override
  public List<Place> joined() {
    InProcessPresence presence = new InProcessPresence();
    return List.of(new Place("instanca", presence), new Place("instancb", presence));
  }
}
