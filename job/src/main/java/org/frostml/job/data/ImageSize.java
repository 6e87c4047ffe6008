package org.frostml.job.data;

import java.io.Serializable;
import org.frostml.nn.Shape;

/**
 * How large all images must be.
 *
 * @param like who says so, for messages: the file that was looked at, or the model
 */
record ImageSize(Shape shape, String like) implements Serializable {}
