/** Floor 5: the command line, a class a verb, and what only a command may do to its JVM. */
package org.frostml.job;
