package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class UpgradeRequestTest {

  private static final String KEY = "Sec-WebSocket-Key";

  /** What comes behind the filter. */
  private static HttpServletRequest behind(ServletRequests request) throws Exception {
    AtomicReference<ServletRequest> seen = new AtomicReference<>();
    new UpgradeRequest.Filter()
        .doFilter(
            request.build(), ServletRequests.response(new HashMap<>()), (it, out) -> seen.set(it));
    return (HttpServletRequest) seen.get();
  }

  @Test
  void theKeyIsShownWhenTheUpgradeIsAskedFor() throws Exception {
    HttpServletRequest request =
        behind(new ServletRequests().header(KEY, "x").header("Upgrade", "websocket"));
    HttpServletRequest wrapped = new HttpServletRequestWrapper(request);
    assertThat(wrapped.getHeader("sec-websocket-key")).isNull();
    assertThat(wrapped.getHeader("Upgrade")).isEqualTo("websocket");

    UpgradeRequest.uncover(wrapped);
    assertThat(wrapped.getHeader("sec-websocket-key")).isEqualTo("x");
  }

  @Test
  void otherRequestsStayAsTheyAre() throws Exception {
    assertThat(behind(new ServletRequests())).isNotInstanceOf(UpgradeRequest.class);
  }
}
