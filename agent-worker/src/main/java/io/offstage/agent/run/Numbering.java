package io.offstage.agent.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which numbers the chunks of a run's entries bear. Within an attempt they follow each other,
 * except where something else was written in between; a later attempt that tells lost chunks again
 * closes such gaps and says so with {@link Entry.Renumbered}. Not thread-safe.
 */
final class Numbering {

  private final List<Span> spans = new ArrayList<>();

  private record Span(long start, int size) {
    long end() {
      return start + size;
    }
  }

  /**
   * @param size how many chunks the next entry stands for
   */
  void add(Entry entry, int size) {
    if (entry instanceof Entry.Renumbered now) {
      long start = now.at() - now.chunk();
      for (int i = now.entry(); i < spans.size(); i++) {
        spans.set(i, new Span(start, spans.get(i).size()));
        start = spans.get(i).end();
      }
      spans.add(new Span(start, 0));
    } else {
      spans.add(new Span(entry.at(), size));
    }
  }

  long start(int entry) {
    return spans.get(entry).start();
  }

  /**
   * How the chunks from this number on must be renumbered so that none is left out.
   *
   * @param mark the first number that has not been flushed
   */
  Optional<Entry.Renumbered> gapFrom(long mark) {
    int first = 0;
    while (first < spans.size() && spans.get(first).end() <= mark) {
      first++;
    }
    if (first == spans.size()) {
      return Optional.empty();
    }
    long told = mark - spans.get(first).start();
    if (told < 0) {
      return Optional.of(new Entry.Renumbered(mark, first, 0));
    }
    for (int i = first + 1; i < spans.size(); i++) {
      if (spans.get(i).size() > 0 && spans.get(i).start() != spans.get(i - 1).end()) {
        return Optional.of(new Entry.Renumbered(mark, first, (int) told));
      }
    }
    return Optional.empty();
  }
}
