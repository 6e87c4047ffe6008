/**
 * Floor 5: a run, from its preparation to its model, over an {@link org.frostml.run.Engine} that
 * computes and a {@link org.frostml.run.RunStore} that keeps its files. Knows no Spark.
 */
package org.frostml.run;
