/**
 * The method without Spark. Packages import downwards only: random, kernel; sparse; nn, optim;
 * train; config, data, io.
 */
package org.frostml;
