package io.tidings.conformance;

import io.tidings.handler.Namespace;
import io.tidings.handler.OnConnect;
import io.tidings.namespace.ConnectionRefusedException;
import java.util.Map;

/** Lets nobody in. */
@Namespace("/refused")
public class RefusedNamespace {

  @OnConnect
  void connect() {
    throw new ConnectionRefusedException("no", Map.of("code", 42));
  }
}
