package io.offstage.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentIdsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 63, 64, 65, 100, 128, 1_000})
  void remembersExactlyTheLastIdsThatWereAdded(int capacity) {
    RecentIds ids = new RecentIds(capacity);
    Set<String> model = new LinkedHashSet<>();
    SplittableRandom random = new SplittableRandom(capacity);
    int names = capacity * 3 + 2;

    for (int i = 0; i < 6_000; i++) {
      String added = "task-" + random.nextInt(names);
      ids.add(added);
      model.add(added);
      if (model.size() > capacity) {
        removeOldest(model);
      }
      String asked = "task-" + random.nextInt(names);
      assertThat(ids.contains(asked)).isEqualTo(model.contains(asked));
      assertThat(ids.contains(added)).isEqualTo(model.contains(added));
    }

    assertThat(ids.size()).isEqualTo(model.size());
    assertThat(model).allMatch(ids::contains);
  }

  private static void removeOldest(Set<String> ids) {
    Iterator<String> oldest = ids.iterator();
    oldest.next();
    oldest.remove();
  }
}
