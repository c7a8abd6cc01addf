package io.offstage.worker.tool;

import io.offstage.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A hook that posts {@code {type, timestamp, data: {task}}} to a URL, signed as Standard Webhooks
 * has it: {@code webhook-id}, {@code webhook-timestamp} (seconds), {@code webhook-signature} {@code
 * v1,base64(hmac-sha256(secret, id.timestamp.body))}. The id is the same for every try. A status of
 * 2xx is a delivery; 410 ends the trying; everything else is tried again.
 */
final class Webhook implements Hook.HookCode {

  private static final int GONE = 410;
  private static final Duration TRY = Duration.ofSeconds(20);

  private final WebhookSpec spec;
  private final HttpClient client;
  private final InstantSource clock;

  Webhook(WebhookSpec spec, HttpClient client, InstantSource clock) {
    this.spec = spec;
    this.client = client;
    this.clock = clock;
  }

  @Override
  public void run(EndedTask ended, ToolContext context) throws IOException, InterruptedException {
    String body =
        "{\"type\":\"background-task.%s\",\"timestamp\":\"%s\",\"data\":{\"task\":%s}}"
            .formatted(ended.end().wireName(), ended.endedAt(), ended.task().text());
    HttpResponse<InputStream> answer =
        client.send(request(context, body), HttpResponse.BodyHandlers.ofInputStream());
    answer.body().close();
    int status = answer.statusCode();
    String told = "HTTP %d from %s".formatted(status, HttpToolSpec.shown(spec.url()));
    if (status == GONE) {
      throw new NonRetryableException(told);
    }
    if (status / 100 != 2) {
      throw new IOException(told);
    }
  }

  private HttpRequest request(ToolContext context, String body) {
    String id = context.idempotencyKey();
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(spec.url())
            .timeout(TRY)
            .header("Content-Type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    context.traceparent().ifPresent(trace -> request.header("traceparent", trace));
    context.tracestate().ifPresent(state -> request.header("tracestate", state));
    if (spec.url().getScheme().equals("http")) {
      request.version(HttpClient.Version.HTTP_1_1);
    }
    if (spec.secret() != null) {
      String signature = signature(spec.secret(), id + "." + timestamp + "." + body);
      request.header("webhook-signature", "v1," + signature);
    }
    return request.build();
  }

  static String signature(Secret secret, String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(WebhookSpec.key(secret), "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
