package io.offstage.cli.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under headings, for people and for {@code cut}: the last column is as wide as it is. */
public final class Table {

  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** As many cells as there are headings. */
  public void row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(cells.length + " cells below " + headings);
    }
    rows.add(
        Arrays.stream(cells)
            .map(cell -> Terminal.harmless(cell).replace('\n', ' ').replace('\t', ' '))
            .toList());
  }

  public void printTo(Terminal terminal) {
    int[] widths = headings.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
      }
    }
    terminal.print(terminal.styled(Style.BOLD, line(headings, widths)));
    rows.forEach(row -> terminal.print(line(row, widths)));
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      line.append(cell);
      if (i < cells.size() - 1) {
        line.repeat(' ', widths[i] - cell.codePointCount(0, cell.length())).append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
