package io.tidings.cluster;

import io.tidings.config.ClusterConfig;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SubscriptionMode;

/**
 * Opens the Redis client: few threads and few connections, since one batch at a time is on its way,
 * and short tries, since whoever calls it tries again. The client connects when it is first used,
 * so that an instance starts whether or not Redis is there.
 */
final class RedissonClients {

  private static final int THREADS = 2;
  private static final int CONNECTIONS = 4;
  private static final int TIMEOUT = 2_000;
  private static final int RETRIES = 1;
  private static final Duration RETRY_DELAY = Duration.ofMillis(200);
  private static final Duration RECONNECT_DELAY = Duration.ofSeconds(1);

  /**
   * Milliseconds between two looks at who are the masters of a Redis Cluster: so long after a
   * fail-over subscriptions are where nothing is published any more.
   */
  private static final int SCAN_INTERVAL = 1_000;

  /**
   * None. When Redisson gave up a ping and its answer has not come yet, it takes the next thing
   * that comes over the connection for it and drops that (4.7.0, CommandDecoder): on a busy
   * machine, now and then, a message that everyone else heard. What pings are for, the heartbeat
   * over the topic does, and TCP.
   */
  private static final int PING_INTERVAL = 0;

  /** Seconds of silence after which TCP looks for the other end, and between looks. */
  private static final int KEEP_ALIVE_IDLE = 5;

  private static final int KEEP_ALIVE_INTERVAL = 2;
  private static final int KEEP_ALIVE_LOOKS = 3;

  /** Held here: java.util.logging itself would forget the level with the logger. */
  private static final Logger REDISSON_LOG = Logger.getLogger("org.redisson");

  private RedissonClients() {}

  static RedissonClient open(ClusterConfig cluster) {
    if (REDISSON_LOG.getLevel() == null) {
      // It reports each failed connection; we report each outage, with its cause.
      REDISSON_LOG.setLevel(Level.OFF);
    }
    return Redisson.create(config(cluster));
  }

  static Config config(ClusterConfig cluster) {
    Config config =
        cluster.redissonConfig().map(RedissonClients::file).orElseGet(() -> own(cluster));
    // Frames keep their order, scripts travel as digests: the rest of this package counts on it.
    config.setKeepPubSubOrder(true).setUseScriptCache(true).setLazyInitialization(true);
    if (config.getCodec() == null) {
      // Each call names its own codec. Without one here Redisson builds its default, a whole Kryo.
      config.setCodec(ByteArrayCodec.INSTANCE);
    }
    return config;
  }

  /**
   * The database in which a client keeps its keys. Publish/subscribe knows of none: what is to be
   * apart needs the number in the names of its channels.
   *
   * @return 0 for a Redis Cluster, which has no other
   */
  static int database(Config client) {
    if (client.isSingleConfig()) {
      return client.useSingleServer().getDatabase();
    }
    if (client.isSentinelConfig()) {
      return client.useSentinelServers().getDatabase();
    }
    if (client.isClusterConfig()) {
      return 0;
    }
    Config copy = new Config(client);
    try {
      return copy.useMasterSlaveServers().getDatabase();
    } catch (IllegalStateException e) {
      // Redisson tells by this alone that it is the other kind.
      return copy.useReplicatedServers().getDatabase();
    }
  }

  private static Config file(String path) {
    try {
      return Config.fromYAML(new File(path));
    } catch (IOException e) {
      throw new UncheckedIOException("tidings.redisson.config: cannot read " + path, e);
    }
  }

  private static Config own(ClusterConfig cluster) {
    Config config = new Config().setThreads(THREADS).setNettyThreads(THREADS);
    config
        .setTcpKeepAlive(true)
        .setTcpKeepAliveIdle(KEEP_ALIVE_IDLE)
        .setTcpKeepAliveInterval(KEEP_ALIVE_INTERVAL)
        .setTcpKeepAliveCount(KEEP_ALIVE_LOOKS);
    logIn(config, cluster.nodes().get(0).getUserInfo());
    if (cluster.nodes().size() == 1) {
      single(config, cluster.nodes().get(0));
    } else {
      cluster(config, cluster);
    }
    return config;
  }

  private static void single(Config config, URI node) {
    config
        .useSingleServer()
        .setAddress(address(node))
        .setDatabase(database(node))
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(CONNECTIONS)
        .setSubscriptionConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionPoolSize(CONNECTIONS);
    patience(config.useSingleServer());
  }

  private static void cluster(Config config, ClusterConfig cluster) {
    ClusterServersConfig servers = config.useClusterServers();
    cluster.nodes().forEach(node -> servers.addNodeAddress(address(node)));
    servers
        .setScanInterval(SCAN_INTERVAL)
        .setReadMode(ReadMode.MASTER)
        .setSubscriptionMode(SubscriptionMode.MASTER)
        .setMasterConnectionMinimumIdleSize(1)
        .setMasterConnectionPoolSize(CONNECTIONS)
        .setSubscriptionConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionPoolSize(CONNECTIONS);
    patience(servers);
  }

  private static void patience(BaseConfig<?> servers) {
    servers
        .setTimeout(TIMEOUT)
        .setConnectTimeout(TIMEOUT)
        .setSubscriptionTimeout(TIMEOUT)
        .setRetryAttempts(RETRIES)
        .setRetryDelay(new ConstantDelay(RETRY_DELAY))
        .setReconnectionDelay(new EqualJitterDelay(RETRY_DELAY, RECONNECT_DELAY))
        .setPingConnectionInterval(PING_INTERVAL);
  }

  /**
   * @param userInfo {@code user:password}, {@code :password}, a password alone, or null
   */
  private static void logIn(Config config, String userInfo) {
    if (userInfo == null) {
      return;
    }
    int colon = userInfo.indexOf(':');
    if (colon > 0) {
      config.setUsername(userInfo.substring(0, colon));
    }
    config.setPassword(userInfo.substring(colon + 1));
  }

  private static String address(URI node) {
    int port = node.getPort() < 0 ? 6379 : node.getPort();
    return node.getScheme() + "://" + node.getHost() + ":" + port;
  }

  private static int database(URI node) {
    String path = node.getPath() == null ? "" : node.getPath();
    return path.length() > 1 ? Integer.parseInt(path.substring(1)) : 0;
  }
}
