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
        mutant(RecoveryMutants.InputBeforeJournal::new, NothingIsLost.class),
        mutant(RecoveryMutants.HalfATransaction::new, OneWriter.class, ChildrenStartOnce.class),
        mutant(RecoveryMutants.ExpelledWorkerWrites::new, OneWriter.class, EndedIsEnded.class),
        mutant(RecoveryMutants.LostDecisionsWritten::new, OneWriter.class, EndedIsEnded.class),
        mutant(RecoveryMutants.FloorTooHigh::new, FloorIsLowEnough.class),
        mutant(RecoveryMutants.FloorNotRaised::new, RecoveryIsBounded.class),
        mutant(RecoveryMutants.NothingCopiedForward::new, RecoveryIsBounded.class),
        mutant(RecoveryMutants.OlderVersionCopied::new, CopiesRepeatTheLatest.class),
        mutant(RecoveryMutants.SpilledBeforeDurable::new, OneWriter.class, NothingIsLost.class),
        mutant(RecoveryMutants.EndedForgotten::new, EndedIsEnded.class),
        mutant(RecoveryMutants.RewindUnnoticed::new, EndedIsEnded.class),
        mutant(RecoveryMutants.LimitOffByOneOnRecovery::new, LimitsHold.class),
        mutant(RecoveryMutants.SetLimitsForgotten::new, LimitsHold.class),
        mutant(DecisionMutants.QueueOffByOne::new, QueuesHold.class),
        mutant(DecisionMutants.AcceptedInSilence::new, VerdictsAreGiven.class, NothingIsLost.class),
        mutant(
            DecisionMutants.StaleAttemptAccepted::new, SlotsHold.class, WorkStopsWithItsTask.class),
        mutant(DecisionMutants.ResumeNotIdempotent::new, MovesAreLegal.class),
        mutant(DecisionMutants.CancelIgnoredWhenQueued::new, CommandsAreAnswered.class),
        mutant(RecoveryMutants.RecoveredTasksStartAtOnce::new, RecoveredTasksStartDurably.class),
        mutant(RecoveryMutants.StartsFarAhead::new, RecoveredTasksStartDurably.class),
        mutant(RecoveryMutants.LossesNotCounted::new, DeliveriesAreCounted.class),
        mutant(DecisionMutants.ChildToldTwice::new, ParentsAreToldOnce.class),
        mutant(DecisionMutants.ChildrenStartedTwice::new, ChildrenStartOnce.class),
        mutant(DecisionMutants.OrphansForgotten::new, EndsAreTakenIn.class),
        mutant(DecisionMutants.InterruptsForgotten::new, WorkStopsWithItsTask.class),
        mutant(DecisionMutants.SlotLeaks::new, SlotsHold.class),
        mutant(PermitMutants.ReleaseForgottenOnPark::new, PermitsComeBack.class),
        mutant(PermitMutants.DeadAskersForgotten::new, PermitsComeBack.class),
        mutant(PermitMutants.OneTooManyGranted::new, NamedLimitsHold.class),
        mutant(PermitMutants.GrantsForgottenOnRecovery::new, NamedLimitsHold.class),
        mutant(PermitMutants.AskersForgottenOnRecovery::new, NothingIsLost.class),
        mutant(PermitMutants.DeadOwnersKeepPermits::new, PermitsComeBack.class),
        mutant(PermitMutants.GrantsAnsweredByRelease::new, NamedLimitsHold.class));
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
