package io.offstage.worker.schedule;

import io.offstage.task.Place;
import io.offstage.topic.Command;
import io.offstage.topic.Permit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Owns the named limits whose address is in one partition: takes requests, grants, takes permits
 * back. Every permit is in the log from the request to the release, so the next owner goes on where
 * this one stops. What comes twice, too late or for something unknown changes nothing.
 */
final class LimitOwner {

  private final OwnedPartition partition;
  private final String pool;
  private final Limits most;
  private final Map<String, NamedLimit> limits = new HashMap<>();

  /**
   * The owner of a partition's limits.
   *
   * @param pool the pool it is of
   * @param most how many may hold a permit at once
   * @param permits as they stand in the log, in any order
   */
  LimitOwner(OwnedPartition partition, String pool, Limits most, List<Permit> permits) {
    this.partition = partition;
    this.pool = pool;
    this.most = most;
    permits.stream()
        .sorted(Comparator.comparingLong(Permit::asked))
        .forEach(
            permit -> limits.computeIfAbsent(permit.limit(), _ -> new NamedLimit()).add(permit));
  }

  /** Reacts to a command for one of its limits. */
  void handle(Command.Permits command, long offset, Effects effects) {
    switch (command) {
      case Command.PermitRequested asked -> request(asked, offset, effects);
      case Command.PermitReleased released ->
          release(released.limit(), released.permit(), offset, effects);
      case Command.PermitsVoided voided -> voided(voided, offset, effects);
      case Command.PermitGranted _ -> throw new IllegalArgumentException("a grant is for a task");
    }
    grant(command.limit(), offset, effects);
  }

  /**
   * The numbers may have changed: grants what there is room for now, and forgets limits that are no
   * more.
   */
  void apply(Effects effects) {
    for (String name : List.copyOf(limits.keySet())) {
      grant(name, Entry.NOTHING_CONSUMED, effects);
      NamedLimit limit = limits.get(name);
      if (limit != null && most.named(name) == null) {
        for (Permit permit : limit.permits()) {
          release(name, permit.id(), Entry.NOTHING_CONSUMED, effects);
        }
      }
    }
  }

  private void request(Command.PermitRequested asked, long offset, Effects effects) {
    Permit permit =
        new Permit(
            asked.limit(),
            asked.permit(),
            asked.taskId(),
            asked.concurrencyKey(),
            asked.partition(),
            offset,
            false);
    if (most.named(asked.limit()) == null) {
      answer(permit, effects);
      return;
    }
    NamedLimit limit = limits.computeIfAbsent(asked.limit(), _ -> new NamedLimit());
    Permit known = limit.find(permit.id());
    if (known != null && known.granted()) {
      answer(known, effects);
    } else if (known == null) {
      limit.add(permit);
      grant(asked.limit(), offset, effects);
      if (permit.equals(limit.find(permit.id()))) {
        effects.write(partition, new Write.PermitState(permit.id(), permit, offset));
      }
    }
  }

  private void release(String limit, String id, long offset, Effects effects) {
    NamedLimit found = limits.get(limit);
    if (found != null && found.remove(id) != null) {
      effects.write(partition, new Write.PermitState(id, null, offset));
      if (found.isIdle()) {
        limits.remove(limit);
      }
    }
  }

  private void voided(Command.PermitsVoided voided, long offset, Effects effects) {
    NamedLimit found = limits.get(voided.limit());
    if (found != null) {
      for (Permit permit : found.permits()) {
        if (permit.partition() == voided.partition()
            && !permit.id().startsWith(voided.owner() + PermitSeeker.SEPARATOR)) {
          release(voided.limit(), permit.id(), offset, effects);
        }
      }
    }
  }

  private void grant(String name, long offset, Effects effects) {
    NamedLimit limit = limits.get(name);
    if (limit == null) {
      return;
    }
    Integer set = most.named(name);
    int atOnce = set == null ? Integer.MAX_VALUE : set;
    for (Permit next = limit.grantNext(atOnce); next != null; next = limit.grantNext(atOnce)) {
      effects.write(partition, new Write.PermitState(next.id(), next, offset));
      answer(next, effects);
    }
  }

  private void answer(Permit granted, Effects effects) {
    effects.write(
        partition,
        new Write.Send(
            new Place(pool, granted.concurrencyKey()),
            new Command.PermitGranted(granted.limit(), granted.id(), granted.taskId())));
  }
}
