package org.frostml.io;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.frostml.DamagedException;
import org.frostml.Sha256;

/**
 * Sums by which a file's damage shows: of every array, {@code <array>.sha256}, and {@code sha256}
 * of all other metadata, those sums among them.
 */
final class Checksums {
  private static final String KEY = "sha256";

  private Checksums() {}

  /** The file with its sums in the metadata. */
  static Safetensors seal(Safetensors file) {
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    file.tensors().forEach((array, tensor) -> metadata.put(key(array), sum(tensor)));
    metadata.put(KEY, sum(metadata));
    return new Safetensors(metadata, file.tensors());
  }

  /** The metadata without sums. */
  static Map<String, String> texts(Safetensors file) {
    Map<String, String> texts = new LinkedHashMap<>(file.metadata());
    texts.remove(KEY);
    file.tensors().keySet().forEach(array -> texts.remove(key(array)));
    return texts;
  }

  /** Whether the file says what its metadata add up to. */
  static boolean has(Safetensors file) {
    return file.metadata().containsKey(KEY);
  }

  /** Fails unless the sum of the metadata is there and right. */
  static void verifyMetadata(Safetensors file, String name) {
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    String whole = Safetensors.take(metadata, KEY, name);
    if (!whole.equals(sum(metadata))) {
      throw new DamagedException(
          name
              + ": damaged or changed: its metadata does not match the SHA-256 recorded for it, "
              + whole);
    }
  }

  /** Fails unless the sums are there and right. */
  static void verify(Safetensors file, String name) {
    verifyMetadata(file, name);
    Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
    file.tensors()
        .forEach(
            (array, tensor) -> {
              String expected = Safetensors.take(metadata, key(array), name);
              if (!expected.equals(sum(tensor))) {
                throw new DamagedException(
                    name
                        + ": damaged or changed: "
                        + array
                        + " does not match its SHA-256, "
                        + expected);
              }
            });
  }

  private static String key(String array) {
    return array + "." + KEY;
  }

  private static String sum(Tensor tensor) {
    return Sha256.of(tensor.bytes());
  }

  private static String sum(Map<String, String> metadata) {
    MessageDigest digest = Sha256.begin();
    new TreeMap<>(metadata)
        .forEach(
            (key, value) -> {
              digest.update((key + '\0').getBytes(StandardCharsets.UTF_8));
              digest.update((value + '\0').getBytes(StandardCharsets.UTF_8));
            });
    return Sha256.soFar(digest);
  }
}
