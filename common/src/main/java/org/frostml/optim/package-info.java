/**
 * Floor 2: update rules, regularizers, density control, learning rates; no data here. Imports
 * sparse.
 */
package org.frostml.optim;
