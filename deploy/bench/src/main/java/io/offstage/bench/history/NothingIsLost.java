package io.offstage.bench.history;

import io.offstage.task.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * G1: each started record that the broker acknowledged ends in a terminal event or in the dead
 * letter. A record that repeats another's id ends with that one.
 */
final class NothingIsLost extends Guarantee {

  private record Place(String pool, Position at) {}

  private record Name(String pool, String taskId) {}

  private final Map<Place, String> acknowledged = new HashMap<>();
  private final Set<Place> standing = new HashSet<>();
  private final Set<Place> buried = new HashSet<>();
  private final Map<Name, String> latest = new HashMap<>();
  private final Set<Name> ended = new HashSet<>();

  NothingIsLost() {
    super("G1 nothing is lost");
  }

  @Override
  void accept(Fact fact) {
    switch (fact) {
      case Fact.Acknowledged a -> acknowledged.put(new Place(a.pool(), a.at()), a.taskId());
      case Fact.Asked a -> standing.add(new Place(a.pool(), a.at()));
      case Fact.Buried b -> buried.add(new Place(b.pool(), b.at()));
      case Fact.Happened h -> happened(h);
      default -> {}
    }
  }

  private void happened(Fact.Happened h) {
    Name name = new Name(h.pool(), h.event().task().id());
    if (h.event().task().isLive()) {
      latest.put(name, h.event().type().wireName() + " at " + at(h.at()));
    } else {
      latest.remove(name);
      ended.add(name);
    }
  }

  @Override
  List<Violation> missing() {
    List<Violation> missing = new ArrayList<>();
    acknowledged.forEach(
        (record, id) -> {
          Name name = new Name(record.pool, id);
          if (!ended.contains(name) && !buried.contains(record)) {
            missing.add(
                violation(
                    task(record.pool, id),
                    "acknowledged at %s and never ended; %s"
                        .formatted(at(record.at), trace(record, latest.get(name)))));
          }
        });
    return missing;
  }

  private String trace(Place record, @Nullable String last) {
    if (last != null) {
      return "its last event is " + last;
    }
    return standing.contains(record) ? "it has no event" : "its record is not there any more";
  }

  /** Ends may be told of before the acknowledgement, so what has ended is kept. */
  @Override
  void forget() {
    acknowledged.clear();
    standing.clear();
    buried.clear();
  }
}
