/**
 * Floor 5: a page for people on what runs and sweeps came to. Texts of files in, one text out;
 * where they lie is the caller's business. Imports config.
 */
package org.frostml.report;
