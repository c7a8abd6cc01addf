package io.offstage.bench.history;

import io.offstage.task.Position;
import java.util.ArrayList;
import java.util.List;

/** Something that must hold whatever dies. It sees facts and says which of them break it. */
public abstract class Guarantee {

  private static final int MOST = 100;

  private final String name;
  private final List<Violation> broken = new ArrayList<>();

  Guarantee(String name) {
    this.name = name;
  }

  /** Sees a fact; most are none of its business. */
  abstract void accept(Fact fact);

  /** What is broken if nothing more happens; may be asked again, when more has been seen. */
  abstract List<Violation> missing();

  /** Nothing runs, nothing is missing: what is only needed for tasks that live may go. */
  abstract void forget();

  /** What can never be made good; the first hundred. */
  final List<Violation> broken() {
    return List.copyOf(broken);
  }

  final void breaks(String subject, String what) {
    if (broken.size() < MOST) {
      broken.add(violation(subject, what));
    }
  }

  final Violation violation(String subject, String what) {
    return new Violation(name, subject, what);
  }

  static String task(String pool, String taskId) {
    return pool + " " + taskId;
  }

  static String at(Position position) {
    return position.partition() + ":" + position.offset();
  }
}
