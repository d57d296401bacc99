package io.tidings.namespace;

import io.tidings.access.Limits;
import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Presence;
import io.tidings.engine.Timer;
import io.tidings.packet.ArgumentMapper;
import java.time.InstantSource;

/**
 * What all sockets of an instance share.
 *
 * @param tokenClock see {@link io.tidings.access.Gate#tokenClock}
 */
record Server(
    String instanceId,
    Adapter adapter,
    Presence presence,
    RemoteSockets remote,
    Everywhere everywhere,
    Occurrences occurrences,
    Recovery recovery,
    ArgumentMapper mapper,
    Timer timer,
    Limits limits,
    InstantSource tokenClock) {}
