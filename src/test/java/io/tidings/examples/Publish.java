package io.tidings.examples;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

public class Publish {
  public static void main(String[] args) throws Exception {
    String event =
        """
        {"rooms":["news"],"event":"headline","args":["Hello from Java"]}""";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(System.getenv("TIDINGS_URL") + "/api/events"))
            .header("X-API-Key", System.getenv("TIDINGS_API_KEY"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(event))
            .build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    System.out.println(response.statusCode() + " " + response.body());
  }
}
