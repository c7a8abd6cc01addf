package io.offstage.gateway.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a gateway without authentication may listen: on loopback alone. */
public final class Listening {

  private Listening() {}

  /**
   * Lets a gateway listen, or not.
   *
   * @throws IllegalStateException saying what to change
   */
  public static void check(String host, ApiKeys keys) {
    if (keys.isEmpty() && !isLoopback(host)) {
      throw new IllegalStateException(
          "gateway.host is %s, which is not loopback, and no keys are configured: set gateway.auth.keys, or listen on 127.0.0.1"
              .formatted(host));
    }
  }

  private static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("gateway.host is %s, which is unknown".formatted(host), e);
    }
  }
}
