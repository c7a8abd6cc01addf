package io.offstage.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class LifecycleEncoderTest {

  private static final LifecycleCodec CODEC = new LifecycleCodec(PoolRules.of("tools"));

  @Test
  void recordsAreThoseOfTheCodecWhetherOrNotTheirTaskIsRemembered() throws MalformedRecord {
    LifecycleEncoder encoder = new LifecycleEncoder("lifecycle");
    int examples = 0;
    for (Golden example : Golden.all()) {
      if (example.schema().equals("background-task-lifecycle")) {
        LifecycleEvent event = CODEC.decode(example.bytes());
        for (int again = 0; again < 3; again++) {
          check(encoder.encode(3, event), event);
        }
        examples++;
      }
    }
    assertThat(examples).isPositive();
  }

  private static void check(ProducerRecord<byte[], byte[]> record, LifecycleEvent event) {
    assertThat(text(record.key())).isEqualTo(event.task().id());
    assertThat(text(record.value())).isEqualTo(text(LifecycleCodec.encode(event)));
    Map<String, String> headers = new LinkedHashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
    assertThat(headers).containsExactlyEntriesOf(LifecycleCodec.headers(event));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
