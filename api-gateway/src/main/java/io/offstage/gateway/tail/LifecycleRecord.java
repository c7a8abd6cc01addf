package io.offstage.gateway.tail;

import io.offstage.task.RawJson;
import io.offstage.topic.JsonFields;
import io.offstage.topic.LifecycleCodec;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.PoolRules;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A snapshot of a task, its body unparsed until a reader asks for it. */
public final class LifecycleRecord extends TailEvent {

  private static final Logger log = LoggerFactory.getLogger(LifecycleRecord.class);

  private final TaskScope scope;
  private final String status;
  private final long version;
  private Optional<LifecycleEvent> event = Optional.empty();
  private boolean parsed;

  LifecycleRecord(Source source, TaskScope scope, String status, long version, byte[] value) {
    super(source, scope.taskId(), value);
    this.scope = scope;
    this.status = status;
    this.version = version;
  }

  public TaskScope scope() {
    return scope;
  }

  public String status() {
    return status;
  }

  public long version() {
    return version;
  }

  public boolean isRunning() {
    return status.equals("running");
  }

  /** The task as it stands in the record, byte for byte; empty if it is not understood. */
  public Optional<RawJson> task() {
    try {
      return Optional.ofNullable(JsonFields.of(value()).rawObject("task"));
    } catch (MalformedRecord e) {
      return Optional.empty();
    }
  }

  /** The record's body; empty if this release does not understand it. */
  public synchronized Optional<LifecycleEvent> event() {
    if (!parsed) {
      parsed = true;
      try {
        event = Optional.of(new LifecycleCodec(PoolRules.of(pool())).decode(value()));
      } catch (MalformedRecord e) {
        log.atError()
            .addKeyValue("topic", partition().topic())
            .addKeyValue("partition", partition().partition())
            .addKeyValue("offset", offset())
            .addKeyValue("reason", e.getMessage())
            .log("A lifecycle record is not understood; no stream shows it");
      }
    }
    return event;
  }
}
