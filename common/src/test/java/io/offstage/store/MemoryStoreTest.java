package io.offstage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offstage.task.MemoryScope;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final Page ALL = new Page(0, 100);

  private static Database database;
  private static MemoryStore memory;

  private final ThreadKey thread = new ThreadKey("user-" + UUID.randomUUID(), "t");

  @BeforeAll
  static void open() {
    database = FreshDatabase.migrated();
    memory = database.memory();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void begin() {
    memory.ensureThread(threadRow(thread, NOON));
  }

  private static MemoryScope scopeOf(ThreadKey thread) {
    return MemoryScope.of(thread.resource(), thread.thread());
  }

  private static ThreadRow threadRow(ThreadKey key, Instant at) {
    return new ThreadRow(key, "agent", "A title", "{\"n\": 1.10}", at, at);
  }

  private MessageRow message(String run, int step, int ordinal, String content, String... calls) {
    return new MessageRow(
        thread,
        "m-%s-%d-%d".formatted(run, step, ordinal),
        "assistant",
        NOON.plusSeconds(step),
        run,
        step,
        ordinal,
        content,
        Set.of(calls));
  }

  private StepRow step(String run, int number, String document) {
    return new StepRow(new RunKey(scopeOf(thread), run), number, NOON, document);
  }

  @Test
  void threadThatIsThereStaysAsItIs() {
    ThreadRow other =
        new ThreadRow(thread, "else", "Other", "{}", NOON.plusSeconds(9), NOON.plusSeconds(9));

    assertThat(memory.ensureThread(other)).isEqualTo(threadRow(thread, NOON));
    assertThat(memory.thread(thread)).contains(threadRow(thread, NOON));
  }

  @Test
  void threadOfAnotherResourceIsAnotherThread() {
    ThreadKey stranger = new ThreadKey(thread.resource() + "x", thread.thread());

    assertThat(memory.thread(stranger)).isEmpty();
    memory.ensureThread(threadRow(stranger, NOON));
    memory.appendOnce(thread, List.of(message("r", 0, 0, "\"mine\"")));
    assertThat(memory.messages(stranger, Direction.ASC, ALL).rows()).isEmpty();
    assertThat(memory.messages(thread, Direction.ASC, ALL).rows()).hasSize(1);
  }

  @Test
  void threadIsFoundByIdWithinTheResourcesOfTheCaller() {
    String id = "shared-" + UUID.randomUUID();
    memory.ensureThread(threadRow(new ThreadKey("old", id), NOON));
    memory.ensureThread(threadRow(new ThreadKey("new", id), NOON.plusSeconds(1)));

    assertThat(memory.threadById(id, null)).map(row -> row.key().resource()).contains("new");
    assertThat(memory.threadById(id, Set.of("old")))
        .map(row -> row.key().resource())
        .contains("old");
    assertThat(memory.threadById(id, Set.of("nobody"))).isEmpty();
  }

  @Test
  void threadsArePagedInEachOrder() {
    String resource = "pages-" + UUID.randomUUID();
    for (int i = 0; i < 3; i++) {
      memory.ensureThread(
          new ThreadRow(
              new ThreadKey(resource, "t" + i),
              i == 1 ? "other" : "agent",
              "",
              "{}",
              NOON.plusSeconds(i),
              NOON.minusSeconds(i)));
    }
    ThreadOrder updated = new ThreadOrder(ThreadOrder.Date.UPDATED_AT, Direction.ASC);
    ThreadOrder created = new ThreadOrder(ThreadOrder.Date.CREATED_AT, Direction.ASC);
    Set<String> mine = Set.of(resource);

    assertThat(ids(memory.threads(mine, null, updated, ALL))).containsExactly("t2", "t1", "t0");
    assertThat(ids(memory.threads(mine, "agent", created, ALL))).containsExactly("t0", "t2");
    Paged<ThreadRow> second = memory.threads(mine, null, created, new Page(1, 2));
    assertThat(ids(second)).containsExactly("t2");
    assertThat(second.total()).isEqualTo(3);
    assertThat(memory.threads(null, null, created, ALL).total()).isGreaterThanOrEqualTo(3);
  }

  private static List<String> ids(Paged<ThreadRow> threads) {
    return threads.rows().stream().map(row -> row.key().thread()).toList();
  }

  @Test
  void messagesKeepTheOrderInWhichTheyWereSaid() {
    memory.appendOnce(
        thread, List.of(message("r", 1, 0, "\"first\""), message("r", 0, 0, "\"second\"")));
    memory.appendOnce(thread, List.of(message("q", 0, 0, "\"third\"")));

    assertThat(contents(memory.messages(thread, Direction.ASC, ALL).rows()))
        .containsExactly("\"first\"", "\"second\"", "\"third\"");
    Paged<MessageRow> newest = memory.messages(thread, Direction.DESC, new Page(0, 2));
    assertThat(contents(newest.rows())).containsExactly("\"third\"", "\"second\"");
    assertThat(newest.total()).isEqualTo(3);
    assertThat(contents(memory.lastMessages(thread, 2))).containsExactly("\"second\"", "\"third\"");
  }

  private static List<String> contents(List<MessageRow> messages) {
    return messages.stream().map(MessageRow::content).toList();
  }

  @Test
  void messageThatIsThereWins() {
    MessageRow first = message("r", 0, 0, "{\"a\": 1}", "call");
    memory.appendOnce(thread, List.of(first));
    MessageRow repeated = message("r", 0, 0, "{\"a\": 2}");
    MessageRow sameId =
        new MessageRow(thread, first.id(), "user", NOON, "q", 7, 7, "{\"a\": 3}", Set.of());

    List<MessageRow> stored =
        memory.appendOnce(thread, List.of(repeated, message("r", 0, 1, "{}"), sameId));

    assertThat(stored).containsExactly(first, message("r", 0, 1, "{}"), first);
    assertThat(memory.messages(thread, Direction.ASC, ALL).total()).isEqualTo(2);
  }

  @Test
  void threadIsUpdatedByItsLatestMessage() {
    memory.appendOnce(thread, List.of(message("r", 5, 0, "{}"), message("r", 3, 0, "{}")));
    memory.appendOnce(thread, List.of(message("r", 4, 0, "{}")));

    assertThat(memory.thread(thread)).map(ThreadRow::updatedAt).contains(NOON.plusSeconds(5));
  }

  @Test
  void messageOfAnotherThreadIsRefused() {
    ThreadKey other = new ThreadKey(thread.resource(), "other");

    assertThatThrownBy(() -> memory.appendOnce(other, List.of(message("r", 0, 0, "{}"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> memory.commitStep(step("r", 0, "{}"), List.of(message("r", 1, 0, "{}"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void repeatedStepReadsTheStepAndTheMessagesThatWon() {
    CommittedStep first =
        memory.commitStep(step("r", 0, "{\"n\": 1}"), List.of(message("r", 0, 0, "\"a\"")));
    CommittedStep second =
        memory.commitStep(
            step("r", 0, "{\"n\": 2}"),
            List.of(message("r", 0, 0, "\"b\""), message("r", 0, 1, "\"c\"")));

    assertThat(first.won()).isTrue();
    assertThat(second.won()).isFalse();
    assertThat(second.step()).isEqualTo(first.step());
    assertThat(second.messages()).isEqualTo(first.messages());
    assertThat(memory.messages(thread, Direction.ASC, ALL).total()).isEqualTo(1);
  }

  @Test
  void ofManyThatCommitAStepAtOnceOneWinsAndAllReadItsRows() throws Exception {
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<CommittedStep>> calls =
          IntStream.range(0, 16)
              .<Callable<CommittedStep>>mapToObj(
                  i ->
                      () ->
                          memory.commitStep(
                              step("race", 3, "{\"writer\": %d}".formatted(i)),
                              List.of(message("race", 3, 0, "\"%d\"".formatted(i)))))
              .toList();
      List<CommittedStep> committed =
          writers.invokeAll(calls).stream().map(Future::resultNow).toList();

      assertThat(committed).filteredOn(CommittedStep::won).hasSize(1);
      assertThat(committed).extracting(step -> step.step().document()).containsOnly(document());
      assertThat(committed)
          .allSatisfy(step -> assertThat(step.messages()).isEqualTo(committed.get(0).messages()));
    }
  }

  private String document() {
    return memory.steps(new RunKey(scopeOf(thread), "race")).getFirst().document();
  }

  @Test
  void stepsOfARunComeInOrderAndOnlyFromItsScope() {
    RunKey elsewhere = new RunKey(MemoryScope.of("else", "t"), "r");
    String forgetful = "r" + UUID.randomUUID();
    RunKey withoutMemory = new RunKey(MemoryScope.NONE, forgetful);
    RunKey ofSomebody = new RunKey(MemoryScope.of("else", null), forgetful);
    memory.stepOnce(step("r", 1, "1"));
    memory.stepOnce(step("r", 0, "0"));
    memory.stepOnce(new StepRow(elsewhere, 0, NOON, "x"));
    memory.stepOnce(new StepRow(withoutMemory, 0, NOON, "y"));
    memory.stepOnce(new StepRow(ofSomebody, 0, NOON, "z"));

    assertThat(memory.steps(new RunKey(scopeOf(thread), "r")))
        .extracting(StepRow::document)
        .containsExactly("0", "1");
    assertThat(memory.steps(elsewhere)).extracting(StepRow::document).containsExactly("x");
    assertThat(memory.steps(withoutMemory)).extracting(StepRow::document).containsExactly("y");
    assertThat(memory.steps(ofSomebody)).extracting(StepRow::document).containsExactly("z");
  }

  @Test
  void failedCommitLeavesNeitherStepNorMessages() {
    ThreadKey unknown = new ThreadKey(thread.resource(), "never-created");
    StepRow step = new StepRow(new RunKey(scopeOf(unknown), "r"), 0, NOON, "{}");
    MessageRow message = new MessageRow(unknown, "m", "assistant", NOON, "r", 0, 0, "{}", Set.of());

    assertThatThrownBy(() -> memory.commitStep(step, List.of(message)))
        .isNotInstanceOf(StoreUnavailable.class);
    assertThat(memory.steps(step.run())).isEmpty();
  }

  @Test
  void toolResultReplacesItsCallInTheNewestMessageThatHoldsIt() {
    memory.appendOnce(
        thread,
        List.of(
            message("r", 0, 0, "\"old\"", "call"),
            message("r", 1, 0, "\"ack\"", "call", "other"),
            message("r", 2, 0, "\"none\"")));

    assertThat(memory.replaceToolResult(thread, "call", ack -> ack.replace("ack", "result")))
        .map(MessageRow::content)
        .contains("\"result\"");
    assertThat(contents(memory.messages(thread, Direction.ASC, ALL).rows()))
        .containsExactly("\"old\"", "\"result\"", "\"none\"");
    assertThat(memory.replaceToolResult(thread, "unknown", content -> "x")).isEmpty();
    assertThat(
            memory.replaceToolResult(
                new ThreadKey("else", thread.thread()), "call", content -> "x"))
        .isEmpty();
  }

  @Test
  void resultsThatComeAtOnceAllFindTheirWayIn() throws Exception {
    String[] calls = IntStream.range(0, 12).mapToObj(i -> "c" + i).toArray(String[]::new);
    memory.appendOnce(thread, List.of(message("r", 0, 0, "", calls)));

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String call : calls) {
        writers.execute(
            () -> memory.replaceToolResult(thread, call, held -> held + "<" + call + ">"));
      }
    }

    assertThat(memory.lastMessages(thread, 1).getFirst().content())
        .contains(IntStream.range(0, 12).mapToObj(i -> "<c" + i + ">").toList());
  }

  @Test
  void nameThatNoKeyCanHoldIsRefused() {
    assertThatThrownBy(() -> new ThreadKey("", "t")).hasMessageContaining("resource must have 1");
    assertThatThrownBy(() -> new ThreadKey("u", "é".repeat(300))).hasMessageContaining("has 600");
    assertThatThrownBy(() -> new ThreadKey("u", "a\0b")).hasMessageContaining("U+0000");
  }
}
