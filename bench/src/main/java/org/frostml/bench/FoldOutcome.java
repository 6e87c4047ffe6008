package org.frostml.bench;

import java.util.Map;

/**
 * What a method came to on a fold.
 *
 * @param tuned whether its setting was chosen, or is its defaults
 * @param setting as text; empty: the defaults
 * @param scores by the names of {@link FoldScores}
 * @param seconds of the fit, choosing not counted
 * @param bytes of the first fold's model as it saves itself; 0 of the others
 */
record FoldOutcome(
    String table,
    int fold,
    String method,
    boolean tuned,
    String setting,
    Map<String, Double> scores,
    double seconds,
    long bytes) {
  boolean isOf(FoldTable table, int fold, FoldMethod method) {
    return table.name().equals(this.table)
        && fold == this.fold
        && method.name().equals(this.method);
  }
}
