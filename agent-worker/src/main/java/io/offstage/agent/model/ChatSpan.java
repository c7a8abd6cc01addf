package io.offstage.agent.model;

import io.offstage.agent.definition.ModelDefinition;
import io.offstage.telemetry.Traced;
import io.offstage.telemetry.Traces;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.List;

/** What is recorded of one call of a model: {@code chat <model>}, with the tokens used. */
record ChatSpan(Traces traces) {

  /** Waits for the whole reply; see {@link ModelCall#ask}. */
  ModelReply around(ModelDefinition model, ModelCall call, Duration timeout)
      throws ModelFailure, InterruptedException {
    if (!traces.isOn()) {
      return call.ask(timeout);
    }
    try (Traced span = begin(model)) {
      try {
        ModelReply reply = call.ask(timeout);
        answered(span, reply);
        return reply;
      } catch (ModelFailure e) {
        span.failed(e.kind());
        throw e;
      }
    }
  }

  private Traced begin(ModelDefinition model) {
    return traces
        .begin("chat " + model.model(), SpanKind.CLIENT)
        .put("gen_ai.operation.name", "chat")
        .put("gen_ai.provider.name", model.provider())
        .put("gen_ai.request.model", model.model());
  }

  private static void answered(Traced span, ModelReply reply) {
    if (!reply.model().isEmpty()) {
      span.put("gen_ai.response.model", reply.model());
    }
    span.put("gen_ai.response.finish_reasons", List.of(reply.finishReason()))
        .put("gen_ai.usage.input_tokens", reply.usage().inputTokens())
        .put("gen_ai.usage.output_tokens", reply.usage().outputTokens());
  }
}
