package io.offstage.worker.journal;

import io.offstage.topic.PoolTopics;
import java.util.UUID;

/**
 * The names one worker process goes by. Its transactional ids contain the process's own id, as does
 * its client id: so whoever finds an open transaction can tell whether its process is still a
 * member of the group.
 *
 * @param topics the pool's
 * @param process unique to this process's life
 */
public record WorkerIdentity(PoolTopics topics, String process) {

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
    return transactionalPrefix() + process + "-" + producer;
  }

  /** What the transactional ids of all workers of the pool begin with. */
  String transactionalPrefix() {
    return groupId() + "-";
  }

  /** The name of the worker that a transactional id of the pool belongs to. */
  String ownerOf(String transactionalId) {
    String rest = transactionalId.substring(transactionalPrefix().length());
    return "offstage-" + rest.substring(0, Math.max(0, rest.lastIndexOf('-')));
  }
}
