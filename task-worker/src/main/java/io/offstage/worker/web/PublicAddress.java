package io.offstage.worker.web;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are anybody's: all but those that the registries of special-purpose addresses
 * (RFC 6890 and its updates) keep for machines, networks, documentation and the like. An IPv6
 * address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by that too.
 */
final class PublicAddress {

  private static final List<Network> SPECIAL =
      List.of(
          Network.of("0.0.0.0", 8),
          Network.of("10.0.0.0", 8),
          Network.of("100.64.0.0", 10),
          Network.of("127.0.0.0", 8),
          Network.of("169.254.0.0", 16),
          Network.of("172.16.0.0", 12),
          Network.of("192.0.0.0", 24),
          Network.of("192.0.2.0", 24),
          Network.of("192.88.99.0", 24),
          Network.of("192.168.0.0", 16),
          Network.of("198.18.0.0", 15),
          Network.of("198.51.100.0", 24),
          Network.of("203.0.113.0", 24),
          Network.of("224.0.0.0", 4),
          Network.of("240.0.0.0", 4));

  /** Global unicast; all else in IPv6 is special. */
  private static final Network GLOBAL = Network.of("2000::", 3);

  private static final List<Network> SPECIAL_IN_GLOBAL =
      List.of(Network.of("2001::", 23), Network.of("2001:db8::", 32), Network.of("3fff::", 20));

  private static final Network NAT64 = Network.of("64:ff9b::", 96);
  private static final Network SIX_TO_FOUR = Network.of("2002::", 16);

  private static final class Network {

    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
      this.prefix = prefix;
      this.bits = bits;
    }

    static Network of(String address, int bits) {
      try {
        return new Network(InetAddress.getByName(address).getAddress(), bits);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(address, e); // a literal needs no look-up
      }
    }

    boolean has(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private PublicAddress() {}

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return switch (address) {
      case Inet4Address _ -> isPublicV4(bytes);
      case Inet6Address _ when NAT64.has(bytes) -> isPublicV4(Arrays.copyOfRange(bytes, 12, 16));
      case Inet6Address _ when SIX_TO_FOUR.has(bytes) ->
          isPublicV4(Arrays.copyOfRange(bytes, 2, 6));
      default -> GLOBAL.has(bytes) && SPECIAL_IN_GLOBAL.stream().noneMatch(n -> n.has(bytes));
    };
  }

  private static boolean isPublicV4(byte[] bytes) {
    return SPECIAL.stream().noneMatch(network -> network.has(bytes));
  }
}
