package io.tidings.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files are gone, and the application's own are served. */
class NoConsoleTest {

  /** What became of a request for a path of an application in {@code /app} with these files. */
  private static String request(String path, Map<String, InputStream> files) throws Exception {
    List<String> became = new ArrayList<>();
    ServletContext context =
        answering(ServletContext.class, Map.of("getResourceAsStream", files), became);
    HttpServletRequest request =
        answering(
            HttpServletRequest.class,
            Map.of(
                "getRequestURI",
                "/app" + path,
                "getContextPath",
                "/app",
                "getServletContext",
                context),
            became);
    HttpServletResponse response = answering(HttpServletResponse.class, Map.of(), became);
    FilterChain chain = (passed, answer) -> became.add("served");
    new NoConsole().doFilter(request, response, chain);
    return String.join(",", became);
  }

  /** A map answers by the first argument; a call without an answer is noted. */
  private static <T> T answering(Class<T> type, Map<String, ?> answers, List<String> became) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = answers.get(method.getName());
              if (answer == null) {
                became.add(method.getName() + " " + arguments[0]);
              }
              return answer instanceof Map<?, ?> byArgument ? byArgument.get(arguments[0]) : answer;
            }));
  }

  private static InputStream ours(String path) {
    return NoConsoleTest.class.getResourceAsStream("/META-INF/resources" + path);
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/index.html"})
  void ourPageIsGone(String path) throws Exception {
    assertThat(request(path, Map.of("/index.html", ours("/index.html"))))
        .isEqualTo("sendError 404");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/index.html"})
  void aPageOfTheApplicationsOwnIsServed(String path) throws Exception {
    assertThat(request(path, Map.of("/index.html", text("<title>Shop</title>"))))
        .isEqualTo("served");
  }

  @Test
  void filesAreOursWhenTheyAreTheSame() throws Exception {
    String path = "/console/main.js";
    assertThat(request(path, Map.of(path, ours(path)))).isEqualTo("sendError 404");
    assertThat(request(path, Map.of(path, text("theirs")))).isEqualTo("served");
    assertThat(request("/console/own.html", Map.of("/console/own.html", text("theirs"))))
        .isEqualTo("served");
  }

  @Test
  void whatIsNotThereIsForTheContainerToSay() throws Exception {
    assertThat(request("/console/none.js", Map.of())).isEqualTo("served");
  }
}
