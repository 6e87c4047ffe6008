/** Floor 0: seeded numbers that are the same on every JDK and machine. Imports nothing of Frost. */
package org.frostml.random;
