package io.offstage.gateway.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import io.offstage.gateway.Materializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaterializerTest {

  private final Deployment deployment = Deployment.create();

  @AfterEach
  void close() {
    deployment.close();
  }

  @Test
  void rowsEqualTheFoldOfARandomHistory() throws Exception {
    try (History history = new History(deployment, 1);
        Materializer materializer = Materializer.start(deployment.settings)) {
      history.play(500);
      Awaitility.await().until(materializer::isReady);
      history.play(500);

      history.awaitEqual();
      assertThat(history.expected()).hasSizeGreaterThan(50);
    }
  }
}
