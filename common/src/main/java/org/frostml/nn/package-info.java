/**
 * Floor 2: layers, the network they make, and a pass over a batch. Imports sparse, kernel, random.
 */
package org.frostml.nn;
