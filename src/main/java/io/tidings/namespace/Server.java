package io.tidings.namespace;

import io.tidings.access.Limits;
import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Presence;
import io.tidings.engine.Timer;
import io.tidings.packet.ArgumentMapper;

/** What all sockets of an instance share. */
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
    Limits limits) {}
