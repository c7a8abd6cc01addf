package io.offstage.cli.path;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.BackgroundTexts;
import io.offstage.agent.model.OpenAiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a model is asked to do, by the last message of the request. */
enum Asked {
  /** To answer a user. */
  BY_THE_USER,
  /** To go on, behind the results of its calls. */
  TO_GO_ON,
  /** To react to background calls that have finished. */
  TO_REACT;

  private static final Pattern ACK =
      Pattern.compile(
          "Background (?:agent )?task started(?:\\.| with) (?:Task )?ID: (\\S+?)\\.?\\s.*",
          Pattern.DOTALL);

  static Asked of(JsonNode request) {
    if (OpenAiServer.lastRole(request).equals("tool")) {
      return TO_GO_ON;
    }
    return BackgroundTexts.isDirective(OpenAiServer.lastUserText(request)) ? TO_REACT : BY_THE_USER;
  }

  /** For the script of a model that holds its answer. */
  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A definition of agents whose model is called {@code scripted}.
   *
   * @param agents their YAML by name, not indented
   */
  static String agents(OpenAiServer model, String agents) {
    return """
    models:
      scripted: {provider: scripted, model: scripted, base_url: "%s"}
    agents:
    """
            .formatted(model.baseUrl())
        + agents.indent(2);
  }

  /**
   * The definition of agent {@code host} with this model and tool {@code lookup}.
   *
   * @param tool its definition
   */
  static String host(OpenAiServer model, String tool) {
    return agents(
            model,
            """
            host:
              model: scripted
              instruction: You are the host.
              tools: [lookup]
            """)
        + "tools:\n"
        + tool;
  }

  /** The instructions of whom it speaks for. */
  static String system(JsonNode request) {
    return request.at("/messages/0/content").asText();
  }

  /** What tools have answered so far, in order. */
  static List<String> toolResults(JsonNode request) {
    List<String> results = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      if (message.path("role").asText().equals("tool")) {
        results.add(message.path("content").asText());
      }
    }
    return results;
  }

  /** The tasks that the model has been told of and whose results it has not. */
  static List<String> taskIds(JsonNode request) {
    return toolResults(request).stream()
        .map(ACK::matcher)
        .filter(Matcher::matches)
        .map(ack -> ack.group(1))
        .toList();
  }

  /** The task that a wait has returned last. */
  static String waitedFor(JsonNode request) {
    return Api.json(toolResults(request).getLast()).at("/value/completed/0/task_id").asText();
  }
}
