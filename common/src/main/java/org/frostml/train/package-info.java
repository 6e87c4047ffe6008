/**
 * Floor 3: the training loop and what it asks of the world. Imports nn, optim, sparse, kernel,
 * random.
 */
package org.frostml.train;
