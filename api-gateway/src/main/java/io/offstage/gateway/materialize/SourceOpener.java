package io.offstage.gateway.materialize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Takes partitions over: what Postgres lacks of them is read first. Any thread. */
final class SourceOpener {

  private final String group;
  private final LogOffsets log;
  private final PatientTable table;
  private final Replay replay;

  /**
   * An opener for one app.
   *
   * @param group the app's, which commits what Streams has handed out
   */
  SourceOpener(String group, LogOffsets log, PatientTable table, Replay replay) {
    this.group = group;
    this.log = log;
    this.table = table;
    this.replay = replay;
  }

  /**
   * Sources that stand at least where Streams will go on. Blocks while Postgres is filled; what is
   * done of that stays done, whatever happens meanwhile.
   */
  List<Source> open(Map<TopicPartition, RecordFold> folds) {
    Map<TopicPartition, Long> begins = log.begins(folds.keySet());
    Map<TopicPartition, Long> committed = log.committed(group, folds.keySet());
    Map<TopicPartition, Long> ends = log.ends(folds.keySet());
    Map<TopicPartition, Long> applied = table.appliedOffsets();
    List<Source> sources = new ArrayList<>();
    folds.forEach(
        (partition, fold) -> {
          Source source = new Source(partition, fold, applied.getOrDefault(partition, 0L));
          // What retention has deleted is folded as far as it can be.
          source.advance(begins.getOrDefault(partition, 0L));
          long end = ends.getOrDefault(partition, 0L);
          long next = Math.min(committed.getOrDefault(partition, 0L), end);
          if (fits(source, end) && source.reached() < next) {
            replay.upTo(next, source);
          }
          sources.add(source);
        });
    return sources;
  }

  /** Tries a stopped source again, from what Postgres has now to where it would stand. */
  void retry(Source source) {
    TopicPartition partition = source.partition();
    long to = source.seen();
    source.resumeAt(table.appliedOffsets().getOrDefault(partition, 0L));
    if (fits(source, log.ends(List.of(partition)).getOrDefault(partition, 0L))) {
      replay.upTo(to, source);
    }
  }

  private static boolean fits(Source source, long end) {
    if (source.reached() > end) {
      source.stop(
          "Postgres has applied offset %d of a log that ends at %d; if the topic was made anew, empty the read model"
              .formatted(source.reached() - 1, end));
    }
    return !source.stopped();
  }
}
