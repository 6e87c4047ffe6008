/** Floor 4: a run's configuration, read strictly from HOCON. Imports train, nn, optim. */
package org.frostml.config;
