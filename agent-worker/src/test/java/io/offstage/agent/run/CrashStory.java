package io.offstage.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Whole runs with a worker that dies at some point, and what became of them. */
interface CrashStory {

  int AT_ONCE = 4;

  /** Run by several threads at once, each with a boundary of its own. */
  List<String> run(Boundary boundary) throws Exception;

  /**
   * Tells the story with a worker that dies nowhere, and then once for each point of it.
   *
   * @param boundary one with this fatal point; 0 for none
   * @param leastPoints so many there are at least
   */
  static void isTheSameWhereverTheWorkerDies(
      CrashStory story, IntFunction<Boundary> boundary, int leastPoints) throws Exception {
    Boundary none = boundary.apply(0);
    List<String> expected = story.run(none);
    assertThat(none.passed()).isGreaterThanOrEqualTo(leastPoints);
    try (ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<List<String>>> told = new ArrayList<>();
      for (int point = 1; point <= none.passed(); point++) {
        Boundary fatal = boundary.apply(point);
        told.add(
            workers.submit(
                () -> {
                  List<String> actual = story.run(fatal);
                  assertThat(fatal.died()).isTrue();
                  return actual;
                }));
      }
      for (int point = 1; point <= told.size(); point++) {
        assertThat(told.get(point - 1).get()).as("crash at point %d", point).isEqualTo(expected);
      }
    }
  }
}
