package bench;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.store.RedissonStoreFactory;
import java.util.Map;
import org.redisson.Redisson;
import org.redisson.config.Config;

/**
 * netty-socketio with the events that the load program needs: {@code NettySocketIo PORT [REDIS]}.
 * Set for speed: the system's own epoll, no delay, no compression.
 */
public class NettySocketIo {

  public static void main(String[] arguments) {
    Configuration configuration = new Configuration();
    configuration.setHostname("127.0.0.1");
    configuration.setPort(Integer.parseInt(arguments[0]));
    configuration.setUseLinuxNativeEpoll(true);
    configuration.setWebsocketCompression(false);
    configuration.setHttpCompression(false);
    configuration.getSocketConfig().setTcpNoDelay(true);
    configuration.getSocketConfig().setReuseAddress(true);
    configuration.getSocketConfig().setAcceptBackLog(4096);
    if (arguments.length > 1) {
      configuration.setStoreFactory(store(arguments[1]));
    }
    SocketIOServer server = new SocketIOServer(configuration);
    listen(server);
    server.start();
  }

  private static RedissonStoreFactory store(String redis) {
    Config config = new Config();
    config.useSingleServer().setAddress(redis);
    return new RedissonStoreFactory(Redisson.create(config));
  }

  private static void listen(SocketIOServer server) {
    server.addMultiTypeEventListener(
        "echo",
        (client, args, ack) -> client.sendEvent("echo", from(args, 0)),
        String.class,
        String.class);
    server.addMultiTypeEventListener(
        "bench",
        (client, args, ack) -> server.getBroadcastOperations().sendEvent("bench", from(args, 0)),
        String.class,
        String.class);
    server.addMultiTypeEventListener(
        "publish",
        (client, args, ack) ->
            server
                .getRoomOperations(args.<String>first())
                .sendEvent(args.<String>second(), from(args, 2)),
        String.class,
        String.class,
        String.class,
        String.class);
    server.addEventListener(
        "join",
        String.class,
        (client, room, ack) -> {
          client.joinRoom(room);
          ack.sendAckData(Map.of("ok", true, "room", room));
        });
  }

  private static Object[] from(MultiTypeArgs args, int first) {
    return args.getArgs().subList(first, args.size()).toArray();
  }
}
