/** Floor 4: readers of plain bytes and the digits generator; no Hadoop here. Imports nn, random. */
package org.frostml.data;
