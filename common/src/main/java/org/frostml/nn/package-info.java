/**
 * Floor 2: layers, the network they make, a pass over a batch, and what a network predicts. Imports
 * sparse, kernel, random.
 */
package org.frostml.nn;
