/**
 * Floor 5: a page for people on the results of runs and sweeps. Texts of files in, one text out;
 * where they lie is the caller's business. Imports config.
 */
package org.frostml.report;
