/**
 * Floor 4: files: models, metrics. Streams and texts only; where they lie is the caller's business.
 * Imports train, nn, optim, sparse.
 */
package org.frostml.io;
