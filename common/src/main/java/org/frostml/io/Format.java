package org.frostml.io;

import org.frostml.FrostException;
import org.frostml.NewerFormatException;

/**
 * What a file holds and how, in its metadata: {@code key = version}.
 *
 * @param what it holds, for messages
 * @param version the latest that is known
 */
record Format(String key, String what, int version) {
  /** What metadata say. */
  String text() {
    return Integer.toString(version);
  }

  /**
   * Fails unless the file is of this format. One that says otherwise with sums that are wrong is
   * damaged; later versions keep those of the metadata as they are.
   *
   * @throws NewerFormatException if it is of a later version
   */
  void require(Safetensors file, String name) {
    String given = file.metadata().get(key);
    if (text().equals(given)) {
      return;
    }
    if (Checksums.has(file)) {
      Checksums.verifyMetadata(file, name);
    }
    if (given != null && given.matches("[1-9]\\d{0,8}") && Integer.parseInt(given) > version) {
      throw new NewerFormatException(name, what, Integer.parseInt(given), version);
    }
    throw new FrostException(
        name
            + ": not a "
            + what
            + " of format "
            + version
            + ": its metadata says "
            + key
            + " = "
            + given);
  }
}
