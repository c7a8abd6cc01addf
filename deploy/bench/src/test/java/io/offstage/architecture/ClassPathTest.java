package io.offstage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What runs in production carries neither a broker nor a Postgres: they belong to the child
 * processes that {@code deploy/dev} starts with a class path of their own. The class path of these
 * tests is that of the {@code offstage} command plus test libraries, so what is absent here is
 * absent there.
 */
class ClassPathTest {

  private static final ClassLoader CLASS_PATH = ClassPathTest.class.getClassLoader();

  @Test
  void theClassPathOfTheCommandIsTheOneLookedAt() {
    assertThat(CLASS_PATH.getResource("org/apache/kafka/clients/consumer/Consumer.class"))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka/server/KafkaRaftServer.class",
        "org/apache/kafka/metadata/storage/Formatter.class",
        "io/zonky/test/db/postgres/embedded/EmbeddedPostgres.class",
        "postgres-linux-x86_64.txz"
      })
  void noBrokerAndNoPostgresIsOnIt(String resource) {
    assertThat(CLASS_PATH.getResource(resource)).isNull();
  }
}
