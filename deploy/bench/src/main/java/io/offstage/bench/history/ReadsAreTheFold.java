package io.offstage.bench.history;

import io.offstage.store.StoredTask;
import io.offstage.store.TaskKey;
import io.offstage.task.Position;
import io.offstage.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * G5: the read model equals the fold of the log. It is compared when the log has been read to the
 * offsets that the read model names.
 */
final class ReadsAreTheFold extends Guarantee {

  private record Place(String pool, int partition) {}

  private record Folded(Position start, long version, long offset, int document) {}

  private final Map<Place, Map<String, Folded>> fold = new HashMap<>();
  private final Map<Place, List<Violation>> differences = new HashMap<>();
  private final List<Violation> differing = new ArrayList<>();
  private final Set<String> matched = new HashSet<>();

  ReadsAreTheFold() {
    super("G5 reads are the fold");
  }

  @Override
  void accept(Fact fact) {
    switch (fact) {
      case Fact.Happened h -> happened(h);
      case Fact.Row(StoredTask row) -> compare(row);
      case Fact.AllRows all -> compareAll(new Place(all.pool(), all.partition()));
      default -> {}
    }
  }

  private void happened(Fact.Happened h) {
    Task task = h.event().task();
    Folded next =
        new Folded(
            task.startedFrom(), task.version(), h.at().offset(), h.document().text().hashCode());
    fold.computeIfAbsent(new Place(h.pool(), h.at().partition()), _ -> new HashMap<>())
        .merge(task.id(), next, ReadsAreTheFold::newer);
  }

  private static Folded newer(Folded held, Folded next) {
    boolean replaces =
        held.start.equals(next.start) ? next.version > held.version : next.offset > held.offset;
    return replaces ? next : held;
  }

  private void compare(StoredTask row) {
    TaskKey key = row.key();
    Folded folded =
        fold.getOrDefault(new Place(key.pool(), key.partition()), Map.of()).get(key.id());
    String subject = task(key.pool(), key.id());
    if (folded == null) {
      differing.add(
          violation(
              subject,
              "the row has version %d from %d:%d; the log has no event of it"
                  .formatted(row.version(), key.partition(), row.position())));
      return;
    }
    matched.add(key.id());
    if (row.version() != folded.version || row.document().hashCode() != folded.document) {
      differing.add(
          violation(
              subject,
              "the row has version %d, %s, from %d:%d; the log has version %d at %d:%d%s"
                  .formatted(
                      row.version(),
                      row.status(),
                      key.partition(),
                      row.position(),
                      folded.version,
                      key.partition(),
                      folded.offset,
                      row.version() == folded.version ? ", another document" : "")));
    }
  }

  private void compareAll(Place place) {
    List<Violation> found = new ArrayList<>(differing);
    fold.getOrDefault(place, Map.of())
        .forEach(
            (id, folded) -> {
              if (!matched.contains(id)) {
                found.add(
                    violation(
                        task(place.pool, id),
                        "there is no row; the log has version %d at %d:%d"
                            .formatted(folded.version, place.partition, folded.offset)));
              }
            });
    differences.put(place, found);
    differing.clear();
    matched.clear();
  }

  /** As of the last reading of each partition. */
  @Override
  List<Violation> missing() {
    return differences.values().stream().flatMap(List::stream).toList();
  }

  /** Rows of ended tasks stay, and so does their fold. */
  @Override
  void forget() {
    differences.clear();
  }
}
