package io.tidings.config;

/**
 * How WebSockets are served.
 *
 * @param fastPath whether to take short ways through the server where they are known; if not, only
 *     what Jakarta WebSocket promises is used
 */
public record WebSocketConfig(boolean fastPath) {

  public static WebSocketConfig from(Settings settings) {
    String fastPath = settings.text("websocket.fast-path", "auto");
    return new WebSocketConfig(
        switch (fastPath) {
          case "auto" -> true;
          case "off" -> false;
          default -> throw Settings.refused("websocket.fast-path", fastPath, "auto or off");
        });
  }
}
