package org.frostml.bench;

/** What is learnt of a table. */
enum FoldTask {
  TWO_CLASSES,
  CLASSES,
  VALUES;

  /** What settings are chosen by on held-out rows: the smaller the better. */
  String chosenBy() {
    return this == VALUES ? FoldScores.RMSE : FoldScores.LOG_LOSS;
  }

  boolean isOfClasses() {
    return this != VALUES;
  }
}
