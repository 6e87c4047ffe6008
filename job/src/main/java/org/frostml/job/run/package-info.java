/** Floor 3: a run from its preparation to its folder. */
package org.frostml.job.run;
