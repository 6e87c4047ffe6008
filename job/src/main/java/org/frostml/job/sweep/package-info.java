/** Floor 4: trials over a cluster, and the table of what they report. */
package org.frostml.job.sweep;
