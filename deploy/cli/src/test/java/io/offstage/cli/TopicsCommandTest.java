package io.offstage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.dev.DevInfra;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Plan, apply, check, against the broker. */
class TopicsCommandTest {

  private final String prefix = "t" + UUID.randomUUID() + ".";

  private Ran topics(String... arguments) {
    List<String> line = new ArrayList<>(List.of("topics"));
    line.addAll(List.of(arguments));
    for (String setting :
        List.of(
            "kafka.bootstrap.servers=" + DevInfra.shared().bootstrapServers(),
            "topics.prefix=" + prefix,
            "topics.partitions=2",
            "topics.replication-factor=1")) {
      line.addAll(List.of("--set", setting));
    }
    return Ran.offstage(line.toArray(String[]::new));
  }

  @Test
  void applyChangesNothingUntilItIsToldTo() {
    Ran planned = topics("apply");
    Ran stillMissing = topics("check");

    assertThat(planned.code()).isZero();
    assertThat(planned.out()).contains("create", prefix + "background-tasks.tools");
    assertThat(planned.err()).contains("--execute");
    assertThat(stillMissing.code()).isEqualTo(1);
    assertThat(stillMissing.out()).contains("fatal", "missing");
  }

  @Test
  void applyMakesThemAndThenThereIsNothingToDo() {
    Ran done = topics("apply", "--execute", "-o", "json");
    Ran plan = topics("plan", "-o", "json");
    Ran check = topics("check", "-o", "json");

    assertThat(done.code()).isZero();
    assertThat(done.json()).hasSize(8);
    assertThat(plan.json()).isEmpty();
    assertThat(check.code()).isZero();
  }

  @Test
  void anUnreachableBrokerIsOneSentence() {
    Ran ran = Ran.offstage("topics", "plan", "--set", "kafka.bootstrap.servers=127.0.0.1:1");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines()).hasSize(1);
  }
}
