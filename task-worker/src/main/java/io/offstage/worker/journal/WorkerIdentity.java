package io.offstage.worker.journal;

import io.offstage.topic.PoolTopics;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names one worker process goes by. Its transactional ids contain the process's own id, as does
 * its client id: so whoever finds an open transaction can tell whether its process is still a
 * member of the group.
 *
 * @param topics the pool's
 * @param process unique to this process's life
 */
public record WorkerIdentity(PoolTopics topics, String process) {

  private static final Pattern TRANSACTIONAL_ID = Pattern.compile("(.+)-([0-9a-f-]{36})-\\d+");

  public static WorkerIdentity create(PoolTopics topics) {
    return new WorkerIdentity(topics, UUID.randomUUID().toString());
  }

  /** The consumer group of the pool's workers. */
  public String groupId() {
    return topics.group();
  }

  /** This worker's name, in client ids and in running snapshots. */
  public String name() {
    return "offstage-" + process;
  }

  String transactionalId(int producer) {
    return groupId() + "-" + process + "-" + producer;
  }

  /**
   * The name of the worker of this pool that a transactional id belongs to. Empty for every other
   * pool's, also where that pool's name begins with this one's.
   */
  Optional<String> workerOf(String transactionalId) {
    Matcher id = TRANSACTIONAL_ID.matcher(transactionalId);
    return id.matches() && id.group(1).equals(groupId())
        ? Optional.of(new WorkerIdentity(topics, id.group(2)).name())
        : Optional.empty();
  }
}
