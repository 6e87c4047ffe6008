/**
 * Floor 5: many runs of one configuration: which they are, and which of them continue. Decides
 * only; who trains them is the caller's business. Imports config, io, random.
 */
package org.frostml.sweep;
