package io.offstage.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * The rules, for the packages below {@code root}. A rule about a package that does not exist holds.
 */
record Rules(String root) {

  /** Says nothing about what is inside, or says what every program has. */
  private static final Pattern EMPTY_WORD =
      Pattern.compile("(utils?|impl|managers?|services?|models?|dtos?|helpers?|common)");

  /** What makes an outcome depend on when, or on which machine, it is computed. */
  private static final Set<String> IMPURE_METHODS =
      Set.of("now", "nanoTime", "currentTimeMillis", "random", "randomUUID");

  ArchRule moduleArrows() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(useOnlyModulesBelow())
        .because("common <- task-worker <- agent-worker, common <- api-gateway, deploy on top")
        .allowEmptyShould(true);
  }

  ArchRule taskKnowsOnlyTheJdk() {
    return classes()
        .that()
        .resideInAPackage(root + ".task..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(root + ".task..", "java..", "org.jspecify..")
        .because("the vocabulary is readable, testable and serializable by anything")
        .allowEmptyShould(true);
  }

  ArchRule scheduleKnowsNoKafka() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".worker.schedule..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.jdbi..", "java.sql..", "java.net..")
        .because("the scheduler is simulated without a broker")
        .allowEmptyShould(true);
  }

  ArchRule scheduleKnowsNoClock() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".worker.schedule..")
        .should()
        .accessTargetWhere(target(impureJdkMethod()))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.time.Clock")
        .because("time is an argument: the same messages must give the same events")
        .allowEmptyShould(true);
  }

  ArchRule scheduleKnowsNoThread() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".worker.schedule..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.util.concurrent..")
                .or(describe("threads", c -> c.isAssignableTo(Thread.class))))
        .because("one thread owns the scheduler, and it is the caller's")
        .allowEmptyShould(true);
  }

  ArchRule noPackageCycles() {
    return slices()
        .matching(root + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("a package must be readable without its users")
        .allowEmptyShould(true);
  }

  ArchRule packagesAreNamedForWhatTheyHold() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(liveInANamedPackage())
        .because("nobody finds a room by the name util")
        .allowEmptyShould(true);
  }

  ArchRule packagesAreNullMarked() {
    return classes()
        .that()
        .resideInAPackage(root + "..")
        .should(liveInANullMarkedPackage())
        .because("NullAway checks only what is marked")
        .allowEmptyShould(true);
  }

  private DescribedPredicate<AccessTarget> impureJdkMethod() {
    return describe(
        "a clock or a source of chance",
        accessed ->
            accessed.getOwner().getPackageName().startsWith("java.")
                && IMPURE_METHODS.contains(accessed.getName()));
  }

  private ArchCondition<JavaClass> useOnlyModulesBelow() {
    return new ArchCondition<>("use only the modules below their own") {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        Module from = Module.of(root, user.getPackageName());
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
          JavaClass used = dependency.getTargetClass();
          if (resideInAPackage(root + "..").test(used)
              && !from.mayUse(Module.of(root, used.getPackageName()))) {
            events.add(SimpleConditionEvent.violated(user, dependency.getDescription()));
          }
        }
      }
    };
  }

  private ArchCondition<JavaClass> liveInANamedPackage() {
    return new ArchCondition<>("live in a package named for what it holds") {
      @Override
      public void check(JavaClass inhabitant, ConditionEvents events) {
        String name = inhabitant.getPackageName();
        if (name.equals(root + ".agent.model")) {
          return; // language models, which are what it holds
        }
        for (String word : name.split("\\.", -1)) {
          if (EMPTY_WORD.matcher(word).matches()) {
            events.add(SimpleConditionEvent.violated(inhabitant, inhabitant.getName()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a package whose package-info is @NullMarked") {
      @Override
      public void check(JavaClass inhabitant, ConditionEvents events) {
        if (!inhabitant.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(SimpleConditionEvent.violated(inhabitant, inhabitant.getName()));
        }
      }
    };
  }
}
