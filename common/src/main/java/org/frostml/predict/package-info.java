/**
 * Trained models that answer, without Spark. Imports io, train, nn, kernel and the errors; nothing
 * imports it.
 */
package org.frostml.predict;
