/** What {@code frost bench} times: kernels, steps and runs, sparse against dense and MLlib. */
package org.frostml.bench;
