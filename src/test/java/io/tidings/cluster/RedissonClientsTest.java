package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.config.ClusterConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.config.Config;

class RedissonClientsTest {

  private static Config config(String... nodes) {
    return RedissonClients.config(
        new ClusterConfig(Stream.of(nodes).map(URI::create).toList(), Optional.empty(), "tidings"));
  }

  @Test
  void oneNodeIsASingleServer() {
    Config config = config("rediss://ann:p%40ss@redis.example:6390/3");

    assertThat(config.isSingleConfig()).isTrue();
    assertThat(config.useSingleServer().getAddress()).isEqualTo("rediss://redis.example:6390");
    assertThat(config.useSingleServer().getDatabase()).isEqualTo(3);
    assertThat(config.getUsername()).isEqualTo("ann");
    assertThat(config.getPassword()).isEqualTo("p@ss");
  }

  @Test
  void thePortAndTheUserMayBeLeftOut() {
    Config config = config("redis://:secret@[::1]");

    assertThat(config.useSingleServer().getAddress()).isEqualTo("redis://[::1]:6379");
    assertThat(config.getUsername()).isNull();
    assertThat(config.getPassword()).isEqualTo("secret");
  }

  @Test
  void severalNodesAreARedisCluster() {
    Config config = config("redis://a:1", "redis://b:2");

    assertThat(config.isClusterConfig()).isTrue();
    assertThat(config.useClusterServers().getNodeAddresses())
        .containsExactly("redis://a:1", "redis://b:2");
  }

  @Test
  void aFileMaySayItAll(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("redisson.yaml");
    Files.writeString(
        file, "singleServerConfig:\n  address: redis://other:7000\nkeepPubSubOrder: false\n");

    Config config =
        RedissonClients.config(
            new ClusterConfig(List.of(), Optional.of(file.toString()), "tidings"));

    assertThat(config.useSingleServer().getAddress()).isEqualTo("redis://other:7000");
    assertThat(config.isKeepPubSubOrder()).isTrue();
    assertThat(config.isLazyInitialization()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "singleServerConfig: {address: 'redis://a:1', database: 3} | 3",
        "singleServerConfig: {address: 'redis://a:1'} | 0",
        "sentinelServersConfig: {sentinelAddresses: ['redis://a:1'], database: 4} | 4",
        "masterSlaveServersConfig: {masterAddress: 'redis://a:1', database: 5} | 5",
        "replicatedServersConfig: {nodeAddresses: ['redis://a:1'], database: 6} | 6",
        "clusterServersConfig: {nodeAddresses: ['redis://a:1']} | 0",
      })
  void theDatabaseIsKnownOfEveryKindOfServer(String yaml, int database, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("redisson.yaml");
    Files.writeString(file, yaml.replace("'redis", "\"redis").replace("1'", "1\""));

    Config config =
        RedissonClients.config(
            new ClusterConfig(List.of(), Optional.of(file.toString()), "tidings"));

    assertThat(RedissonClients.database(config)).isEqualTo(database);
  }
}
