/**
 * Floor 4: what the benchmarks time, the same for JMH and for {@code frost bench}. Imports all
 * below.
 */
package org.frostml.bench;
