/**
 * Floor 1: where parameters lie, which are active, and what travels between driver and tasks.
 * Imports kernel.
 */
package org.frostml.sparse;
