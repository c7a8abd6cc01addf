package io.offstage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What we ship keeps the rules. */
class ArchitectureTest {

  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.offstage");

  private final Rules rules = new Rules("io.offstage");

  @Test
  void ourOwnClassesAreSeen() {
    assertThat(SHIPPED)
        .extracting(c -> Module.of("io.offstage", c.getPackageName()))
        .contains(Module.values());
  }

  @Test
  void modulesUseOnlyThoseBelowThem() {
    rules.moduleArrows().check(SHIPPED);
  }

  @Test
  void taskKnowsOnlyTheJdk() {
    rules.taskKnowsOnlyTheJdk().check(SHIPPED);
  }

  @Test
  void scheduleKnowsNoKafka() {
    rules.scheduleKnowsNoKafka().check(SHIPPED);
  }

  @Test
  void scheduleKnowsNoClock() {
    rules.scheduleKnowsNoClock().check(SHIPPED);
  }

  @Test
  void scheduleKnowsNoThread() {
    rules.scheduleKnowsNoThread().check(SHIPPED);
  }

  @Test
  void packagesDoNotUseEachOther() {
    rules.noPackageCycles().check(SHIPPED);
  }

  @Test
  void packagesAreNamedForWhatTheyHold() {
    rules.packagesAreNamedForWhatTheyHold().check(SHIPPED);
  }

  @Test
  void packagesAreNullMarked() {
    rules.packagesAreNullMarked().check(SHIPPED);
  }
}
