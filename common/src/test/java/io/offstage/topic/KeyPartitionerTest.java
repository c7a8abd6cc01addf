package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPartitionerTest {

  @Test
  void keysGoWhereJavasDefaultPartitionerSendsThem() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      String key =
          random
              .ints(random.nextInt(40), 1, 0xd7ff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      int partitions = 1 + random.nextInt(100);

      assertThat(KeyPartitioner.partitionOf(key, partitions))
          .as("%s of %d", key, partitions)
          .isEqualTo(
              BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
    }
  }

  /** Hashes that Kafka's own tests pin; librdkafka's and other clients' too. */
  @ParameterizedTest
  @CsvSource({
    "21, -973932308",
    "foobar, -790332482",
    "a-little-bit-long-string, -985981536",
    "a-little-bit-longer-string, -1486304829",
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
    "abc, 479470107"
  })
  void hashIsTheMurmur2ThatOtherClientsHave(String key, int hash) {
    assertThat(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(hash);
    assertThat(KeyPartitioner.partitionOf(key, 24)).isEqualTo((hash & 0x7fffffff) % 24);
  }

  @Test
  void everyPartitionIsReached() {
    assertThat(IntStream.range(0, 500).map(i -> KeyPartitioner.partitionOf("k" + i, 12)))
        .contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }
}
