package io.offstage.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;

/** Spoils commands, one after another. One thread. */
public final class RecordFuzzer {

  private static final byte[] BYTES = {
    0, 7, '"', '\\', '{', '}', '[', ',', (byte) 0xc0, (byte) 0xff
  };

  private final SplittableRandom random;
  private final Nasty nasty;
  private final String prefix;
  private int number;

  /**
   * The sequence of a seed.
   *
   * @param prefix of the task ids
   */
  public RecordFuzzer(long seed, String prefix) {
    this.random = new SplittableRandom(seed);
    this.nasty = new Nasty(random);
    this.prefix = prefix;
  }

  /**
   * A spoilt record; now and then it can be understood nevertheless.
   *
   * @param what was done to it, to be read
   */
  public record Spoilt(String what, Bytes value) {}

  public Spoilt next() {
    Template template = pick(Template.ALL);
    List<Field> fields = template.fields(prefix + ++number);
    StringBuilder what = new StringBuilder(template.type());
    int spots = 1 + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
    for (int i = 0; i < spots; i++) {
      List<String> paths = Field.paths("", fields);
      fields = spoil(fields, paths.get(random.nextInt(paths.size())), what);
    }
    String json = random.nextInt(12) == 0 ? cloudEvent(template, fields, what) : Field.json(fields);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new Spoilt(
        what.toString(), Bytes.wrap(random.nextInt(6) == 0 ? garble(bytes, what) : bytes));
  }

  /** The same fields, but for the one at the path. */
  private List<Field> spoil(List<Field> fields, String path, StringBuilder what) {
    int dot = path.indexOf('.');
    String name = dot < 0 ? path : path.substring(0, dot);
    List<Field> out = new ArrayList<>();
    for (Field field : fields) {
      if (!field.name().equals(name)) {
        out.add(field);
      } else if (dot >= 0 && !field.fields().isEmpty()) {
        what.append(", in ").append(name);
        out.add(new Field(name, "{}", spoil(field.fields(), path.substring(dot + 1), what)));
      } else {
        out.addAll(spoil(field, what));
      }
    }
    return out;
  }

  private List<Field> spoil(Field field, StringBuilder what) {
    return switch (random.nextInt(8)) {
      case 0 -> {
        what.append(", without ").append(field.name());
        yield List.of();
      }
      case 1 -> {
        what.append(", twice ").append(field.name());
        yield List.of(field, field);
      }
      default -> {
        String value = nasty.value();
        what.append(", ").append(field.name()).append(" = ").append(shortened(value));
        yield List.of(Field.of(field.name(), value));
      }
    };
  }

  private String cloudEvent(Template template, List<Field> fields, StringBuilder what) {
    what.append(", as a CloudEvent");
    List<Field> event =
        List.of(
            Field.of("specversion", "\"1.0\""),
            Field.of("id", "\"1\""),
            Field.of("source", "\"/fuzz\""),
            Field.of("type", template.typeField().raw()),
            Field.of("data", Field.json(fields)));
    return Field.json(
        random.nextBoolean() ? event : spoil(event, pick(Field.paths("", event)), what));
  }

  /** Bytes cut off, put in or replaced. */
  private byte[] garble(byte[] bytes, StringBuilder what) {
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(4)) {
      case 0 -> {
        what.append(", cut off at ").append(at);
        yield Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        what.append(", more after its end");
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = BYTES[random.nextInt(BYTES.length)];
        yield longer;
      }
      default -> {
        byte other = BYTES[random.nextInt(BYTES.length)];
        what.append(", byte ").append(other).append(" at ").append(at);
        byte[] garbled = bytes.clone();
        garbled[at] = other;
        yield garbled;
      }
    };
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String shortened(String value) {
    return value.length() <= 40 ? value : value.substring(0, 40) + "… (" + value.length() + ")";
  }
}
