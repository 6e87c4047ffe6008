package org.frostml.sparse;

import java.io.Serializable;

/**
 * What Java serialization writes in place of a {@link Gradient} or a {@link Support}: the bytes
 * that Kryo writes too.
 */
record Packed(Kind kind, byte[] bytes) implements Serializable {
  enum Kind {
    GRADIENT,
    SUPPORT
  }

  private Object readResolve() {
    return kind == Kind.GRADIENT ? Gradient.unpack(bytes) : Support.unpack(bytes);
  }
}
