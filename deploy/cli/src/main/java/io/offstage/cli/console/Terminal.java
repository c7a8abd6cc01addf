package io.offstage.cli.console;

import java.io.PrintStream;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/**
 * The two streams of a command.
 *
 * @param out data
 * @param err talk
 * @param colours whether anyone sees colours: on a terminal, without {@code NO_COLOR}
 */
public record Terminal(PrintStream out, PrintStream err, boolean colours) {

  /** All but line feeds and tabs: what others wrote must not move our cursor. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  /** This process' own. */
  public static Terminal system() {
    return new Terminal(System.out, System.err, Ansi.AUTO.enabled());
  }

  /** A line of data. */
  public void print(String line) {
    out.println(line);
    out.flush();
  }

  /** A line of talk. */
  public void say(String line) {
    err.println(line);
    err.flush();
  }

  public String styled(Style style, String text) {
    return colours ? style.around(text) : text;
  }

  /** Text of others without what a terminal would obey. */
  public static String harmless(String text) {
    return CONTROLS.matcher(text).replaceAll("\uFFFD");
  }
}
