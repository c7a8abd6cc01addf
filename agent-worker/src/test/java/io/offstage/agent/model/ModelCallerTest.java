package io.offstage.agent.model;

import static io.offstage.agent.model.ScriptedReply.call;
import static io.offstage.agent.model.ScriptedReply.calls;
import static io.offstage.agent.model.ScriptedReply.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.offstage.agent.definition.ModelChoice;
import io.offstage.agent.definition.ModelDefinition;
import io.offstage.agent.definition.ModelDefinition.Kind;
import io.offstage.agent.definition.ModelDefinition.Sampling;
import io.offstage.agent.model.ModelReply.RequestedCall;
import io.offstage.task.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelCallerTest {

  private static final ChatRequest REQUEST =
      ChatRequest.builder()
          .messages(List.of(UserMessage.from("hello")))
          .toolSpecifications(
              ToolSchemas.specification(
                  "look",
                  "Looks",
                  new RawJson(
                      "{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\",\"enum\":[\"a\"]}},\"required\":[\"at\"]}")))
          .build();

  private final List<OpenAiServer> servers = new ArrayList<>();
  private final List<Delta> deltas = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(OpenAiServer::close);
  }

  private OpenAiServer server(Function<JsonNode, ScriptedReply> script) {
    OpenAiServer server = OpenAiServer.answering(script);
    servers.add(server);
    return server;
  }

  private static ModelDefinition at(OpenAiServer server) {
    return new ModelDefinition(
        Kind.OPENAI,
        "scripted",
        "m",
        server.baseUrl(),
        null,
        new Sampling(0.5, 100, null, null, null, null));
  }

  private ModelReply ask(OpenAiServer server, OpenAiServer... fallbacks)
      throws ModelFailure, InterruptedException {
    return ask(Duration.ofSeconds(20), Set.of(), server, fallbacks);
  }

  private ModelReply ask(
      Duration timeout, Set<String> taken, OpenAiServer server, OpenAiServer... fallbacks)
      throws ModelFailure, InterruptedException {
    ModelChoice choice =
        new ModelChoice(
            List.of(at(server)), Arrays.stream(fallbacks).map(ModelCallerTest::at).toList(), 2);
    return new ModelCaller(new Models(Map.of(), timeout), timeout, Duration.ofMillis(1))
        .ask(choice, "turn", REQUEST, taken, deltas::add);
  }

  @Test
  void textStreamsInDeltas() throws Exception {
    OpenAiServer server = server(_ -> says("Good morning to you"));

    ModelReply reply = ask(server);

    assertThat(reply)
        .isEqualTo(
            new ModelReply(
                "Good morning to you", "", List.of(), "stop", new Usage(10, 5, 15), "scripted"));
    assertThat(deltas)
        .containsExactly(
            new Delta.Text("Good mo"), new Delta.Text("rning t"), new Delta.Text("o you"));
    JsonNode request = server.requests().getFirst();
    assertThat(request.at("/tools/0/function/parameters/properties/at/enum/0").asText())
        .isEqualTo("a");
    assertThat(request.path("temperature").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void parallelCallsArePutTogetherFromTheirDeltas() throws Exception {
    OpenAiServer server =
        server(
            _ ->
                calls(
                    call("c1", "look", "{\"at\":\"the first thing\"}"),
                    call("c2", "look", "{\"at\":\"the second\"}")));

    ModelReply reply = ask(server);

    assertThat(reply.finishReason()).isEqualTo("tool-calls");
    assertThat(reply.calls())
        .containsExactly(
            new RequestedCall("c1", "look", "{\"at\":\"the first thing\"}"),
            new RequestedCall("c2", "look", "{\"at\":\"the second\"}"));
    assertThat(deltas)
        .contains(new Delta.CallBegan("c1", "look"), new Delta.CallBegan("c2", "look"))
        .contains(new Delta.CallArguments("c2", "{\"at\":\""));
  }

  @Test
  void idsOfCallsAreNeverThoseThatTheConversationHasAlready() throws Exception {
    OpenAiServer server = server(_ -> calls(call("call_0", "look", "{}")));

    ModelReply reply = ask(Duration.ofSeconds(20), Set.of("call_0"), server);

    assertThat(reply.calls().getFirst().id()).isNotEqualTo("call_0").startsWith("call_");
    assertThat(deltas).contains(new Delta.CallBegan(reply.calls().getFirst().id(), "look"));
  }

  @Test
  void whatMayPassIsTriedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    OpenAiServer server =
        server(
            _ ->
                asked.incrementAndGet() < 3
                    ? new ScriptedReply.Refuses(503, "busy")
                    : says("at last"));

    assertThat(ask(server).text()).isEqualTo("at last");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void afterItsRetriesTheFallbackIsAsked() throws Exception {
    OpenAiServer busy = server(_ -> new ScriptedReply.Refuses(429, "too many"));
    OpenAiServer fallback = server(_ -> says("instead"));

    assertThat(ask(busy, fallback).text()).isEqualTo("instead");
    assertThat(busy.requests()).hasSize(3);
  }

  @Test
  void whatWillNotPassIsNotTriedAgain() {
    OpenAiServer server = server(_ -> new ScriptedReply.Refuses(401, "who are you"));

    ModelFailure failure = catchThrowableOfType(ModelFailure.class, () -> ask(server));

    assertThat(failure).hasMessageContaining("who are you");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anErrorAfterTheFirstDeltaEndsTheCall() {
    OpenAiServer server = server(_ -> new ScriptedReply.FailsAfter("Well, I", "overloaded"));
    OpenAiServer fallback = server(_ -> says("unheard"));

    ModelFailure failure = catchThrowableOfType(ModelFailure.class, () -> ask(server, fallback));

    assertThat(failure).isNotNull();
    assertThat(deltas).containsExactly(new Delta.Text("Well, I"));
    assertThat(fallback.requests()).isEmpty();
  }

  @Test
  void aConnectionThatBreaksOffIsNoAnswer() {
    OpenAiServer server = server(_ -> new ScriptedReply.BreaksOffAfter("Well, I"));

    ModelFailure failure = catchThrowableOfType(ModelFailure.class, () -> ask(server));

    assertThat(failure).isNotNull();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void silenceEndsWithTheTimeout() {
    OpenAiServer server = server(_ -> new ScriptedReply.FallsSilentAfter("Well, I"));

    ModelFailure failure =
        catchThrowableOfType(
            ModelFailure.class, () -> ask(Duration.ofMillis(500), Set.of(), server));

    assertThat(failure).isNotNull();
  }

  @Test
  void anInterruptEndsTheCallAtOnce() throws Exception {
    OpenAiServer server = server(_ -> new ScriptedReply.FallsSilentAfter("Well, I"));
    CountDownLatch heard = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Models models = new Models(Map.of(), Duration.ofSeconds(60));
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    new ModelCaller(models, Duration.ofSeconds(60), Duration.ofMillis(1))
                        .ask(
                            new ModelChoice(List.of(at(server)), List.of(), 2),
                            "turn",
                            REQUEST,
                            Set.of(),
                            _ -> heard.countDown());
                  } catch (ModelFailure | InterruptedException e) {
                    thrown.set(e);
                  }
                });
    heard.await();

    caller.interrupt();

    assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aMissingKeyIsNamed() {
    ModelDefinition model =
        new ModelDefinition(Kind.ANTHROPIC, "anthropic", "m", null, "MY_KEY", Sampling.DEFAULT);
    ModelCaller caller =
        new ModelCaller(
            new Models(Map.of(), Duration.ofSeconds(1)),
            Duration.ofSeconds(1),
            Duration.ofMillis(1));

    ModelFailure failure =
        catchThrowableOfType(
            ModelFailure.class,
            () ->
                caller.ask(
                    new ModelChoice(List.of(model), List.of(), 0),
                    "turn",
                    REQUEST,
                    Set.of(),
                    deltas::add));

    assertThat(failure)
        .hasMessage(
            "The API key of anthropic/m is not set: put it into the environment variable MY_KEY");
  }
}
