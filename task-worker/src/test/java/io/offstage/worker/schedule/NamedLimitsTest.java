package io.offstage.worker.schedule;

import static io.offstage.worker.schedule.TaskStarts.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.limit.PoolLimits;
import io.offstage.task.Outcome;
import io.offstage.task.RawJson;
import io.offstage.topic.Command;
import io.offstage.topic.LimitName;
import io.offstage.topic.LimitSetting;
import io.offstage.topic.Permit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedLimitsTest {

  private static final Duration PATIENCE = Duration.ofMillis(100);

  @Test
  void aTaskAsksOneLimitAfterTheOtherAndStartsWithTheLastPermit() {
    OneWorker worker = worker(2, Map.of("b", 1, "a", 1));

    worker.start(task("t").limits("b", "a", "nowhere").build());
    assertThat(worker.started()).isEmpty();
    Command.PermitRequested first = lastAsked(worker);
    grant(worker, first);
    Command.PermitRequested second = lastAsked(worker);
    grant(worker, second);

    assertThat(List.of(first.limit(), second.limit())).containsExactly("a", "b");
    assertThat(worker.started()).containsExactly("t");
  }

  @Test
  void aLimitThatIsSetNowhereIsNotAsked() {
    OneWorker worker = worker(2, Map.of("other", 1));

    worker.start(task("t").limits("nowhere").build());

    assertThat(worker.started()).containsExactly("t");
  }

  @Test
  void everyTaskNeedsTheLimitsOfItsToolItsAgentAndAll() {
    OneWorker worker = worker(9, Map.of("tool:tool", 9, "agent:agent", 9, "global", 9));

    worker.start(task("t").build());
    grant(worker, lastAsked(worker));
    grant(worker, lastAsked(worker));
    grant(worker, lastAsked(worker));

    assertThat(worker.started()).containsExactly("t");
    assertThat(asked(worker))
        .extracting(Command.PermitRequested::limit)
        .containsExactly("agent:agent", "global", "tool:tool");
  }

  @Test
  void aLimitThatMustBeListedIsNotAskedByOthersUntilItIsSetForAll() {
    StandingLimits limits =
        new StandingLimits(_ -> 100, null, Map.of(), Map.of("global", 1, "agent:agent", 1));
    OneWorker worker = new OneWorker(OneWorker.options(9, limits, false));

    worker.start(task("free").build(), task("listed").limits("global").build());
    assertThat(worker.started()).containsExactly("free");
    assertThat(lastAsked(worker).limit()).isEqualTo("global");
    grant(worker, lastAsked(worker));
    assertThat(worker.started()).containsExactly("free", "listed");
    worker.handle(
        new Message.LimitsChanged(
            new PoolLimits(
                Map.of(
                    new LimitName(LimitName.Kind.LIMIT, "global"),
                    new LimitSetting(7, null, TaskStarts.EPOCH, null)))));
    worker.start(task("now").build());

    assertThat(worker.started()).containsExactly("free", "listed");
    assertThat(lastAsked(worker).taskId()).isEqualTo("now");
  }

  @Test
  void thePermitGoesBackWithTheEventThatEndsOrParksTheTask() {
    OneWorker worker = worker(2, Map.of("a", 2));
    worker.start(task("ends").limits("a").build());
    grant(worker, lastAsked(worker));
    worker.start(task("sleeps").limits("a").key("other").build());
    grant(worker, lastAsked(worker));

    Effects end = worker.succeed("ends");
    Effects park = worker.end("sleeps", new Outcome.Suspended(RawJson.NULL));

    assertThat(released(end)).containsExactly("ends");
    assertThat(released(park)).containsExactly("sleeps");
  }

  @Test
  void aTaskThatWaitsForAPermitLeavesItsSlotAndItsKeyToOthers() {
    OneWorker worker = worker(1, Map.of("full", 1));

    worker.start(task("waits").limits("full").build(), task("free").build());
    assertThat(worker.started()).isEmpty();
    worker.pass(PATIENCE);

    assertThat(worker.started()).containsExactly("free");
  }

  @Test
  void aPermitThatFindsNoSlotInTimeIsGivenBackAndAskedForAgain() {
    OneWorker worker = worker(1, Map.of("a", 1));
    worker.start(task("t").limits("a").build(), task("long").build());
    worker.pass(PATIENCE);
    grant(worker, lastAsked(worker));

    Effects tooLate = worker.pass(PATIENCE);
    worker.succeed("long");

    assertThat(released(tooLate)).containsExactly("t");
    assertThat(asked(worker)).hasSize(2);
    grant(worker, lastAsked(worker));
    assertThat(worker.started()).containsExactly("long", "t");
  }

  @Test
  void noMoreTasksAskThanTheWorkerCouldRun() {
    OneWorker worker = worker(3, Map.of("a", 1));

    for (int i = 0; i < 100; i++) {
      worker.start(task("t" + i).limits("a").key("k" + i % 7).build());
      worker.pass(PATIENCE);
    }

    assertThat(asked(worker)).hasSize(3);
  }

  @Test
  void aGrantForATaskThatNeedsItNoMoreIsAnsweredByItsRelease() {
    OneWorker worker = worker(1, Map.of("a", 1));
    worker.start(task("t").limits("a").build());
    worker.cancel("t", false);

    Effects late = grant(worker, lastAsked(worker));

    assertThat(released(late)).containsExactly("t");
    assertThat(worker.started()).isEmpty();
  }

  @Test
  void aNewOwnerTellsTheLimitsThatNothingOfThePartitionRunsAnyMore() {
    OneWorker worker = worker(1, Map.of("a", 1));
    int before = worker.sent().size();

    worker.gain(0);

    assertThat(worker.sent().subList(before, worker.sent().size()))
        .containsExactly(new Command.PermitsVoided("a", 0, OneWorker.NAME + ".2"));
  }

  @Test
  void keysThatWaitForALimitTakeTurns() {
    OneWorker worker = worker(1, Map.of("a", 1));
    for (String permit : List.of("x1", "x2", "x3", "y1", "z1")) {
      ask(worker, permit, permit.substring(0, 1));
    }
    for (String permit : List.of("x1", "x2", "y1", "z1")) {
      worker.receive(0, new Command.PermitReleased("a", permit, permit));
    }

    assertThat(granted(worker)).containsExactly("x1", "x2", "y1", "z1", "x3");
  }

  @Test
  void whatIsAskedTwiceOrReleasedTwiceOrByNobodyChangesNothing() {
    OneWorker worker = worker(1, Map.of("a", 1));
    ask(worker, "x1", "x");
    ask(worker, "y1", "y");
    ask(worker, "y1", "y");
    worker.receive(0, new Command.PermitReleased("a", "nobody's", "t"));
    worker.receive(0, new Command.PermitReleased("a", "x1", "x1"));
    worker.receive(0, new Command.PermitReleased("a", "x1", "x1"));
    worker.receive(0, new Command.PermitReleased("unknown", "x1", "x1"));

    assertThat(granted(worker)).containsExactly("x1", "y1");
  }

  @Test
  void aNewOwnerOfALimitGoesOnWhereTheLastOneStopped() {
    OneWorker worker = worker(1, Map.of("a", 1));
    Permit second = new Permit("a", "second", "t2", "k", 0, 8, false);
    Permit first = new Permit("a", "first", "t1", "k", 0, 7, false);

    worker.gain(
        0,
        new Unread(0, 0),
        List.of(second, first, new Permit("a", "runs", "t0", "k", 0, 3, true)));
    worker.receive(0, new Command.PermitReleased("a", "runs", "t0"));

    assertThat(granted(worker)).containsExactly("first");
  }

  @Test
  void aRaisedLimitGrantsAtOnceAndALoweredOneLetsTasksRun() {
    OneWorker worker = worker(1, Map.of("a", 1));
    ask(worker, "x1", "x");
    ask(worker, "x2", "x");
    ask(worker, "x3", "x");

    set(worker, "a", 2);
    assertThat(granted(worker)).containsExactly("x1", "x2");
    set(worker, "a", 1);
    worker.receive(0, new Command.PermitReleased("a", "x1", "x1"));
    assertThat(granted(worker)).containsExactly("x1", "x2");
    worker.receive(0, new Command.PermitReleased("a", "x2", "x2"));

    assertThat(granted(worker)).containsExactly("x1", "x2", "x3");
  }

  @Test
  void aLimitThatIsNoMoreGrantsAllAndForgets() {
    OneWorker worker = worker(1, Map.of());
    set(worker, "a", 1);
    ask(worker, "x1", "x");
    ask(worker, "x2", "x");

    Effects gone = worker.handle(new Message.LimitsChanged(PoolLimits.NONE));

    assertThat(granted(worker)).containsExactly("x1", "x2");
    assertThat(gone.entries().getFirst().writes())
        .filteredOn(w -> w instanceof Write.PermitState state && state.permit() == null)
        .hasSize(2);
  }

  @Test
  void keysLimitThatIsLoweredHoldsForTasksThatHaveAskedBefore() {
    OneWorker worker = worker(9, Map.of("a", 9));
    worker.start(task("1").key("k").limits("a").build(), task("2").key("k").limits("a").build());
    List<Command.PermitRequested> asked = asked(worker);

    set(worker, new LimitName(LimitName.Kind.KEY, "k"), 1);
    asked.forEach(each -> grant(worker, each));

    assertThat(worker.started()).containsExactly("1");
  }

  private static OneWorker worker(int slots, Map<String, Integer> named) {
    return new OneWorker(
        OneWorker.options(slots, new StandingLimits(_ -> 100, null, named), false));
  }

  private static void set(OneWorker worker, String limit, int max) {
    set(worker, new LimitName(LimitName.Kind.LIMIT, limit), max);
  }

  private static void set(OneWorker worker, LimitName limit, int max) {
    worker.handle(
        new Message.LimitsChanged(
            new PoolLimits(Map.of(limit, new LimitSetting(max, null, TaskStarts.EPOCH, null)))));
  }

  private static void ask(OneWorker worker, String permit, String key) {
    worker.receive(0, new Command.PermitRequested("a", permit, permit, key, 0));
  }

  private static Effects grant(OneWorker worker, Command.PermitRequested asked) {
    return worker.receive(
        0, new Command.PermitGranted(asked.limit(), asked.permit(), asked.taskId()));
  }

  private static Command.PermitRequested lastAsked(OneWorker worker) {
    return asked(worker).getLast();
  }

  private static List<Command.PermitRequested> asked(OneWorker worker) {
    return sent(worker, Command.PermitRequested.class);
  }

  private static List<String> granted(OneWorker worker) {
    return sent(worker, Command.PermitGranted.class).stream()
        .map(Command.PermitGranted::permit)
        .toList();
  }

  private static <C extends Command> List<C> sent(OneWorker worker, Class<C> type) {
    return worker.sent().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Ids of the tasks whose permits go back with this. */
  private static List<String> released(Effects effects) {
    return effects.entries().stream()
        .flatMap(entry -> entry.writes().stream())
        .filter(
            write ->
                write instanceof Write.Send send
                    && send.command() instanceof Command.PermitReleased)
        .map(write -> ((Write.Send) write).command().taskId())
        .toList();
  }
}
