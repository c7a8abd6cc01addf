package io.offstage.worker.schedule.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Shows that the simulation notices what it watches for: each broken rule breaks an invariant. */
class MutantsTest {

  private static final long HISTORIES = 6_000;

  private static Stream<Arguments> mutants() {
    return Stream.of(
        mutant(Mutants.InputBeforeJournal::new, NothingIsLost.class),
        mutant(Mutants.HalfATransaction::new, OneWriter.class, ChildrenStartOnce.class),
        mutant(Mutants.ExpelledWorkerWrites::new, OneWriter.class, EndedIsEnded.class),
        mutant(Mutants.LostDecisionsWritten::new, OneWriter.class, EndedIsEnded.class),
        mutant(Mutants.FloorTooHigh::new, FloorIsLowEnough.class),
        mutant(Mutants.EndedForgotten::new, EndedIsEnded.class),
        mutant(Mutants.RewindUnnoticed::new, EndedIsEnded.class),
        mutant(Mutants.LimitOffByOneOnRecovery::new, LimitsHold.class),
        mutant(Mutants.StaleAttemptAccepted::new, SlotsHold.class, VirtualWorker.class),
        mutant(Mutants.ResumeNotIdempotent::new, MovesAreLegal.class),
        mutant(Mutants.CancelIgnoredWhenQueued::new, CommandsAreAnswered.class),
        mutant(Mutants.RecoveredTasksStartAtOnce::new, RecoveredTasksStartDurably.class),
        mutant(Mutants.LossesNotCounted::new, DeliveriesAreCounted.class),
        mutant(Mutants.ChildToldTwice::new, ParentsAreToldOnce.class),
        mutant(Mutants.ChildrenStartedTwice::new, ChildrenStartOnce.class),
        mutant(Mutants.InterruptsForgotten::new, VirtualWorker.class),
        mutant(Mutants.SlotLeaks::new, SlotsHold.class));
  }

  private static Arguments mutant(Supplier<Mutant> mutant, Class<?>... noticedBy) {
    List<String> names = Arrays.stream(noticedBy).map(Class::getSimpleName).toList();
    return argumentSet(mutant.get().getClass().getSimpleName(), mutant, names);
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void brokenRuleIsNoticed(Supplier<Mutant> mutant, List<String> noticedBy) {
    assertThat(
            LongStream.rangeClosed(1, HISTORIES)
                .parallel()
                .mapToObj(seed -> Histories.broken(seed, mutant.get()))
                .filter(Objects::nonNull)
                .anyMatch(broken -> noticedBy.contains(broken.invariant())))
        .isTrue();
  }
}
