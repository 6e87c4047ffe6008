/**
 * Floor 0: the hot loops on plain arrays, written twice: to be read, and to be fast. Imports
 * nothing of Frost.
 */
package org.frostml.kernel;
