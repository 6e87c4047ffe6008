/**
 * The Spark client of the method: the command line, and an objective over an RDD of shards. Imports
 * all of common.
 */
package org.frostml.job;
