/**
 * Floor 2: update rules, regularizers, density control, learning rates; no data here. Imports
 * sparse and random.
 */
package org.frostml.optim;
