package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.frostml.io.Json;

/** What is done of a comparison, a line an outcome, so that one that is broken off resumes. */
final class FoldLog {
  private final Path file;
  private final List<FoldOutcome> outcomes = new ArrayList<>();

  /** The outcomes of a file, which need not be there yet. */
  FoldLog(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        outcomes.add(Json.read(line, FoldOutcome.class, file.toString()));
      }
    }
  }

  boolean has(FoldTable table, int fold, FoldMethod method) {
    return outcomes.stream().anyMatch(outcome -> outcome.isOf(table, fold, method));
  }

  /** All of a method on a fold at once: there is no half of it to resume from. */
  void add(List<FoldOutcome> done) throws IOException {
    StringBuilder lines = new StringBuilder();
    done.forEach(outcome -> lines.append(Json.line(outcome)));
    Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    outcomes.addAll(done);
  }

  List<FoldOutcome> of(FoldTable table) {
    return outcomes.stream().filter(outcome -> outcome.table().equals(table.name())).toList();
  }
}
