package io.offstage.agent.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import io.offstage.agent.definition.ModelChoice;
import io.offstage.agent.definition.ModelDefinition;
import io.offstage.telemetry.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an agent's model, again where that may help, and its fallbacks after that. */
public final class ModelCaller {

  private static final Logger LOG = LoggerFactory.getLogger(ModelCaller.class);

  private static final int MOST_REFUSED = 1_000;

  private final Models models;
  private final Duration timeout;
  private final Duration firstPause;
  private final ChatSpan spans = new ChatSpan(Traces.global());

  /** Shared by all runs of the worker: none asks again what another has been refused. */
  private final Set<Form> refused = ConcurrentHashMap.newKeySet();

  private record Form(ModelDefinition model, @Nullable ResponseFormat format) {}

  /**
   * For all agents.
   *
   * @param timeout of each call
   * @param firstPause before the first retry; each next is twice as long
   */
  public ModelCaller(Models models, Duration timeout, Duration firstPause) {
    this.models = models;
    this.timeout = timeout;
    this.firstPause = firstPause;
  }

  /**
   * Asks until somebody answers.
   *
   * @param draw the same for the same turn: it picks the model of an alloy
   * @param takenIds ids of tool calls that the conversation has already
   * @throws ModelFailure of the last model tried
   */
  public ModelReply ask(
      ModelChoice choice, String draw, ChatRequest request, Set<String> takenIds, DeltaSink sink)
      throws ModelFailure, InterruptedException {
    ModelFailure last = null;
    for (ModelDefinition model : order(choice, draw)) {
      Duration pause = firstPause;
      for (int left = choice.retries(); left >= 0; left--) {
        Said said = new Said(sink);
        try {
          return ask(model, request, takenIds, said);
        } catch (ModelFailure e) {
          LOG.atWarn()
              .addKeyValue("model", model.ref())
              .addKeyValue("failure", e.kind())
              .addKeyValue("retryable", e.isRetryable())
              .log("model call failed");
          last = e;
          if (said.something) {
            throw e;
          }
          if (!e.isRetryable() || left == 0) {
            break;
          }
        }
        Thread.sleep(jittered(pause));
        pause = pause.multipliedBy(2);
      }
    }
    throw last == null ? new ModelFailure("no model", "NoModel", false, null) : last;
  }

  /** With the schema of the answer in words, where the model has refused it. */
  private ModelReply ask(
      ModelDefinition model, ChatRequest request, Set<String> takenIds, Said said)
      throws ModelFailure, InterruptedException {
    Form form = new Form(model, request.responseFormat());
    try {
      return send(model, request, takenIds, said, refused.contains(form));
    } catch (ModelFailure e) {
      if (model.kind() != ModelDefinition.Kind.ANTHROPIC
          || form.format == null
          || said.something
          || !e.isRefusal()
          || refused.size() >= MOST_REFUSED
          || !refused.add(form)) {
        throw e;
      }
      LOG.atInfo().addKeyValue("model", model.ref()).log("asking for the schema in words");
      return send(model, request, takenIds, said, true);
    }
  }

  private ModelReply send(
      ModelDefinition model, ChatRequest request, Set<String> takenIds, Said said, boolean inWords)
      throws ModelFailure, InterruptedException {
    ChatRequest fit = RequestFit.to(model.kind(), request, inWords);
    return spans.around(
        model, new ModelCall(models.of(model), fit, new CallIds(takenIds), said), timeout);
  }

  private static List<ModelDefinition> order(ModelChoice choice, String draw) {
    List<ModelDefinition> order = new ArrayList<>();
    order.add(choice.alloy().get(Math.floorMod(draw.hashCode(), choice.alloy().size())));
    order.addAll(choice.fallbacks());
    return order;
  }

  private static Duration jittered(Duration pause) {
    return pause.multipliedBy(ThreadLocalRandom.current().nextLong(75, 126)).dividedBy(100);
  }

  /** Hands on, and remembers that it did. */
  private static final class Said implements DeltaSink {
    private final DeltaSink next;
    private boolean something;

    Said(DeltaSink next) {
      this.next = next;
    }

    @Override
    public void take(Delta delta) throws InterruptedException {
      something = true;
      next.take(delta);
    }
  }
}
