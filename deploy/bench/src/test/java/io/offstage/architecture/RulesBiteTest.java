package io.offstage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Each rule finds the class that was written to break it. */
class RulesBiteTest {

  private static final String ROOT = RulesBiteTest.class.getPackageName() + ".fixture";
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(ROOT);

  private final Rules rules = new Rules(ROOT);

  @Test
  void anArrowToTheWrongModuleIsFound() {
    assertFinds(rules.moduleArrows(), "gateway.CallsTheAgentWorker");
    assertFinds(rules.moduleArrows(), "dev.KnowsTheTask");
  }

  @Test
  void anArrowDownIsAllowed() {
    assertThat(rules.moduleArrows().evaluate(BROKEN).getFailureReport().toString())
        .doesNotContain("MayUseTheTask");
  }

  @Test
  void aTaskThatKnowsALibraryIsFound() {
    assertFinds(rules.taskKnowsOnlyTheJdk(), "task.KnowsALibrary");
  }

  @Test
  void aScheduleThatKnowsKafkaIsFound() {
    assertFinds(rules.scheduleKnowsNoKafka(), "schedule.KnowsKafka");
  }

  @Test
  void aScheduleThatReadsTheClockIsFound() {
    assertFinds(rules.scheduleKnowsNoClock(), "schedule.ReadsTheClock");
  }

  @Test
  void aMethodReferenceToTheClockIsFound() {
    assertFinds(rules.scheduleKnowsNoClock(), "schedule.RefersToTheClock");
  }

  @Test
  void aScheduleThatStartsAThreadIsFound() {
    assertFinds(rules.scheduleKnowsNoThread(), "schedule.StartsAThread");
  }

  @Test
  void aPackageCycleIsFound() {
    assertFinds(rules.noPackageCycles(), "left.Left");
  }

  @Test
  void aPackageNamedUtilIsFound() {
    assertFinds(rules.packagesAreNamedForWhatTheyHold(), "util.Anything");
  }

  @Test
  void aPackageThatIsNotNullMarkedIsFound() {
    assertFinds(rules.packagesAreNullMarked(), "util.Anything");
  }

  private static void assertFinds(ArchRule rule, String culprit) {
    assertThat(rule.evaluate(BROKEN).getFailureReport().toString()).contains(culprit);
  }
}
