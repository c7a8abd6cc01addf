package io.offstage.worker.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offstage.settings.Secret;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookTest {

  /** The example of the Standard Webhooks specification. */
  @Test
  void signatureIsThatOfTheStandard() {
    Secret secret = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(
            Webhook.signature(
                secret, "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}"))
        .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void whatIsWrongIsNamedAndNoSecretIsRepeated() throws Exception {
    List<String> problems = new ArrayList<>();

    WebhookSpec.read(
        "hooks.audit",
        new JsonMapper()
            .readTree("{\"url\":\"https://u:pw@host/x\",\"secret\":\"whsec_%%\",\"verb\":1}"),
        problems::add);

    assertThat(problems)
        .containsExactlyInAnyOrder(
            "hooks.audit.verb: unknown; known are secret, url",
            "hooks.audit.secret: after whsec_ must come base64",
            "hooks.audit.url: must be an http or https URL with a host and without a user");
  }
}
