package io.offstage.gateway.tail;

import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputCodec;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A record of an output topic, its body unparsed until a reader asks for it. */
public final class OutputEntry extends TailEvent {

  private static final Logger log = LoggerFactory.getLogger(OutputEntry.class);

  private Optional<OutputCodec.Content> content = Optional.empty();
  private boolean parsed;

  OutputEntry(Source source, String taskId, byte[] value) {
    super(source, taskId, value);
  }

  /** Chunks, or the refusal of a command; empty if this release does not understand it. */
  public synchronized Optional<OutputCodec.Content> content() {
    if (!parsed) {
      parsed = true;
      try {
        content = Optional.of(OutputCodec.decode(value()));
      } catch (MalformedRecord e) {
        log.atWarn()
            .addKeyValue("topic", partition().topic())
            .addKeyValue("partition", partition().partition())
            .addKeyValue("offset", offset())
            .addKeyValue("reason", e.getMessage())
            .log("An output record is not understood; no stream shows it");
      }
    }
    return content;
  }
}
