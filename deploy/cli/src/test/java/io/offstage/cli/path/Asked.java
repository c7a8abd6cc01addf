package io.offstage.cli.path;

import com.fasterxml.jackson.databind.JsonNode;
import io.offstage.agent.background.BackgroundTexts;
import io.offstage.agent.model.OpenAiServer;
import java.util.concurrent.CountDownLatch;

/** What a model is asked to do, by the last message of the request. */
enum Asked {
  /** To answer a user. */
  BY_THE_USER,
  /** To go on, behind the results of its calls. */
  TO_GO_ON,
  /** To react to background calls that have finished. */
  TO_REACT;

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
   * The definition of agent {@code host} with this model and tool {@code lookup}.
   *
   * @param tool its definition
   */
  static String host(OpenAiServer model, String tool) {
    return """
    models:
      scripted:
        provider: scripted
        model: scripted
        base_url: "%s"
    agents:
      host:
        model: scripted
        instruction: You are the host.
        tools: [lookup]
    tools:
    %s
    """
        .formatted(model.baseUrl(), tool);
  }
}
