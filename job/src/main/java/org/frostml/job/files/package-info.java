/** Floor 1: Hadoop's file systems, and files that appear whole or not at all. */
package org.frostml.job.files;
