package org.frostml.job.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberedNamesTest {
  @Test
  void numbersAreInTheOrderOfTheirSize() {
    List<String> names =
        List.of(
            "",
            "2",
            "10",
            "Pixel3",
            "pixel",
            "pixel1x9",
            "pixel01x10",
            "pixel1x10",
            "pixel2",
            "pixel2b",
            "pixel10",
            "pixel123456789012345678901234567890",
            "pixel$1\\");
    List<String> shuffled = new ArrayList<>(names);
    Collections.reverse(shuffled);
    shuffled.sort(NumberedNames.ORDER);
    assertEquals(names, shuffled);
  }
}
