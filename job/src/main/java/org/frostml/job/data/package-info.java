/** Floor 2: what a configuration names as its data, and its way to the executors. */
package org.frostml.job.data;
