package io.tidings.cluster;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.ClusterClock;
import io.tidings.broadcast.History;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.Leases;
import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketStore;
import io.tidings.config.ClusterConfig;
import io.tidings.config.IdempotencyConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.config.RecoveryConfig;
import io.tidings.relay.Relay;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Joins this instance to the cluster that the configuration names, and leaves it at the end. */
@ApplicationScoped
class ClusterProducer {

  @Inject ClusterConfig config;
  @Inject InstanceConfig instance;
  @Inject RecoveryConfig recovery;
  @Inject IdempotencyConfig idempotency;

  private Cluster cluster;

  @PostConstruct
  void join() {
    Instance self =
        new Instance(instance.id(), instance.address(), Instant.now(), 0, instance.version());
    cluster =
        config.isClustered()
            ? Cluster.overRedis(self, config, recovery, idempotency)
            : Cluster.inProcess(self, recovery, idempotency);
  }

  @PreDestroy
  void leave() {
    cluster.close();
  }

  @Produces
  @Singleton
  Adapter adapter() {
    return cluster.adapter();
  }

  @Produces
  @Singleton
  History history() {
    return cluster.history();
  }

  @Produces
  @Singleton
  Presence presence() {
    return cluster.presence();
  }

  @Produces
  @Singleton
  SocketStore store() {
    return cluster.store();
  }

  @Produces
  @Singleton
  IdempotencyStore idempotencyStore() {
    return cluster.idempotency();
  }

  @Produces
  @Singleton
  Leases leases() {
    return cluster.leases();
  }

  @Produces
  @Singleton
  InstanceRegistry registry() {
    return cluster.registry();
  }

  @Produces
  @Singleton
  ClusterClock clock() {
    return cluster.clock();
  }

  @Produces
  @Singleton
  Relay relay() {
    return cluster.relay();
  }
}
