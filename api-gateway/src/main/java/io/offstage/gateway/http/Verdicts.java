package io.offstage.gateway.http;

import io.offstage.gateway.tail.Interest;
import io.offstage.gateway.tail.LifecycleRecord;
import io.offstage.gateway.tail.OutputEntry;
import io.offstage.gateway.tail.Subscription;
import io.offstage.gateway.tail.TailEvent;
import io.offstage.store.StoredTask;
import io.offstage.task.TraceContext;
import io.offstage.topic.Command;
import io.offstage.topic.CommandRefused;
import io.offstage.topic.JsonFields;
import io.offstage.topic.LifecycleEvent;
import io.offstage.topic.MalformedRecord;
import io.offstage.topic.OutputCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends commands to the owners of tasks and waits a moment for what they say. */
final class Verdicts {

  private final Commands commands;
  private final Sse sse;
  private final Duration patience;

  Verdicts(Commands commands, Sse sse, Duration patience) {
    this.commands = commands;
    this.sse = sse;
    this.patience = patience;
  }

  /** What the owner says. */
  sealed interface Verdict {
    /** This event followed. */
    record Accepted(LifecycleEvent event) implements Verdict {}

    record Refused(CommandRefused refused) implements Verdict {}
  }

  /**
   * Sends a command.
   *
   * @param commandId of the command, by which the verdict is known
   * @return empty if no verdict came in time: the command stands all the same
   */
  Optional<Verdict> send(
      StoredTask task, Command command, String commandId, @Nullable TraceContext trace)
      throws InterruptedException {
    // Subscribed before it is sent, so that no verdict is missed.
    try (Subscription verdicts = sse.subscribe(Interest.inTasks(Set.of(task.key().id())))) {
      Commands.await(
          commands.append(
              task.key().pool(), task.key().partition(), concurrencyKey(task), command, trace));
      return await(verdicts, commandId);
    }
  }

  private static String concurrencyKey(StoredTask task) {
    try {
      return JsonFields.of(task.document().getBytes(StandardCharsets.UTF_8))
          .requiredString("concurrencyKey");
    } catch (MalformedRecord e) {
      throw new IllegalStateException("The row of task " + task.key() + " is no snapshot", e);
    }
  }

  private Optional<Verdict> await(Subscription verdicts, String commandId)
      throws InterruptedException {
    Instant deadline = sse.clock().instant().plus(patience);
    while (!verdicts.isOver()) {
      TailEvent event = verdicts.poll(Duration.between(sse.clock().instant(), deadline));
      Optional<Verdict> verdict =
          switch (event) {
            case null -> Optional.empty();
            case LifecycleRecord snapshot ->
                snapshot
                    .event()
                    .filter(e -> commandId.equals(e.cause()))
                    .map(Verdict.Accepted::new);
            case OutputEntry output ->
                output
                    .content()
                    .flatMap(
                        content ->
                            content instanceof OutputCodec.Content.Refusal(CommandRefused refused)
                                    && refused.commandId().equals(commandId)
                                ? Optional.of(new Verdict.Refused(refused))
                                : Optional.empty());
          };
      if (event == null || verdict.isPresent()) {
        return verdict;
      }
    }
    return Optional.empty();
  }
}
