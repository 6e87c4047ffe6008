package org.frostml.job;

import java.io.PrintWriter;
import java.util.Locale;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Says how many rows have been written, whenever a task ends, at most once a second. */
final class RowsDone extends SparkListener {
  private static final long SECOND = 1_000_000_000;

  private final PrintWriter out;
  private final long rows;
  private final int tasks;
  private int done;
  private long shown = System.nanoTime();

  RowsDone(PrintWriter out, long rows, int tasks) {
    this.out = out;
    this.rows = rows;
    this.tasks = tasks;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    if (!end.taskInfo().successful()) {
      return;
    }
    done++;
    if (done < tasks && System.nanoTime() - shown >= SECOND) {
      shown = System.nanoTime();
      out.printf(Locale.ROOT, "%,d of %,d rows predicted%n", rows * done / tasks, rows);
      out.flush();
    }
  }
}
