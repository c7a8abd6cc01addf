package io.offstage.telemetry;

import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;

/** Spans of records in command topics, as the conventions for messaging have them. */
public final class CommandSpans {

  private final Traces traces;

  public CommandSpans(Traces traces) {
    this.traces = traces;
  }

  /** Whether spans are recorded. */
  public boolean isOn() {
    return traces.isOn();
  }

  /** A command is about to be sent; what it bears is {@link Traced#trace}. */
  public Traced publish(
      String topic, int partition, Command command, @Nullable TraceContext parent) {
    if (!traces.isOn()) {
      return traces.begin("", SpanKind.PRODUCER, parent);
    }
    Traced traced = traces.begin("publish " + topic, SpanKind.PRODUCER, parent);
    return about(traced, topic, partition, command)
        .put("messaging.operation.name", "publish")
        .put("messaging.operation.type", "send");
  }

  /** A command has been read. */
  public Traced process(
      String topic, int partition, long offset, Command command, @Nullable TraceContext parent) {
    Traced traced = traces.begin("process " + topic, SpanKind.CONSUMER, parent);
    return about(traced, topic, partition, command)
        .put("messaging.operation.name", "process")
        .put("messaging.operation.type", "process")
        .put("messaging.kafka.offset", offset);
  }

  private static Traced about(Traced traced, String topic, int partition, Command command) {
    return traced
        .put("messaging.system", "kafka")
        .put("messaging.destination.name", topic)
        .put("messaging.destination.partition.id", Integer.toString(partition))
        .put("offstage.command", command.type())
        .put("offstage.task.id", command.taskId());
  }
}
