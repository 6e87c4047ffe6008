/** Estimators of Spark ML: a floor above runs, beside the command line. */
package org.frostml.ml;
