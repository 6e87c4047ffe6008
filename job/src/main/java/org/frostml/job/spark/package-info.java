/** Floor 1: a step as a Spark job over cached shards, and what executors keep from task to task. */
package org.frostml.job.spark;
