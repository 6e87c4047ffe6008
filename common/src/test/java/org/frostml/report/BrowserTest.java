package org.frostml.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Pages as a reader has them: in a browser, which must be Chromium with its driver in PATH. */
class BrowserTest {
  /** What would be markup, were it not escaped. */
  private static final String CASE = "dense </script><img src=x> SGD";

  private static final List<String> SWEPT =
      List.of(
          "Accuracy against density",
          "Accuracy against FLOPs",
          "Accuracy against seconds",
          "Accuracy over density.target and freeze.m",
          "Accuracy: test",
          "Accuracy: held-out",
          "Loss: test",
          "Loss: training",
          "Density",
          "Bytes a step",
          "Density of every layer",
          "Births and deaths",
          "Churn",
          "Certificate");

  @TempDir static Path dir;
  private static ChromeDriver browser;
  private static String sweep;

  /** Held here, or its level would be forgotten. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  @BeforeAll
  static void open() throws IOException {
    Optional<File> chromium = inPath("chromium");
    Optional<File> driver = inPath("chromedriver");
    assumeTrue(
        chromium.isPresent() && driver.isPresent(),
        "pages are not looked at: chromium and chromedriver are not both in PATH");
    // It warns that it does not know the latest browsers.
    SELENIUM.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1200,900",
        "--user-data-dir=" + dir.resolve("profile"));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(driver.get()).build();
    browser = new ChromeDriver(service, options);
    browser.manage().timeouts().implicitlyWait(Duration.ofSeconds(10));
    Path folder = dir.resolve("sweep");
    SweepFolders.write(folder, CASE);
    sweep = page(folder);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  private static Optional<File> inPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> new File(folder, program))
        .filter(File::canExecute)
        .findFirst();
  }

  private static String page(Path folder) throws IOException {
    String page = Report.page(List.of(new SweepFolders.LocalFolder(folder)), "0.0", Instant.EPOCH);
    return Files.writeString(dir.resolve(folder.getFileName() + ".html"), page).toUri().toString();
  }

  /** Opens a page again; the browser says that it is there before the page has drawn itself. */
  private static void look(String page) {
    browser.get("about:blank");
    browser.get(page);
    browser.findElement(By.cssSelector("figure svg"));
  }

  /** What elements say, in one call for all. */
  @SuppressWarnings("unchecked")
  private static List<String> texts(String selector) {
    return (List<String>)
        browser.executeScript(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".map(its => (its.innerText ?? its.textContent).trim().replace(/\\s+/g, ' '))",
            selector);
  }

  /** Lines, points and cells in a chart: what has a colour of its own, as its axes have not. */
  private static long marks(String title) {
    return (long)
        browser.executeScript(
            "const figure = [...document.querySelectorAll('figure')]"
                + ".find(figure => figure.querySelector('h3').textContent === arguments[0]);"
                + "return [...figure.querySelectorAll('svg > g path')].filter(path =>"
                + "/series|rgb|#/.test(path.getAttribute('stroke') + path.getAttribute('fill'))"
                + ").length",
            title);
  }

  private static void assertCharts(List<String> titles) {
    assertEquals(titles, texts("figure h3"));
    for (String title : titles) {
      assertTrue(marks(title) > 0, title);
    }
    assertEquals(
        titles.size(), texts("figure figcaption").stream().filter(t -> t.length() > 20).count());
  }

  @Test
  void aSweepsPageDrawsEveryChartAndLoadsNothing() {
    browser.manage().logs().get(LogType.PERFORMANCE);
    look(sweep);
    assertCharts(SWEPT);
    List<String> errors =
        browser.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(entry -> entry.getMessage())
            .toList();
    assertEquals(List.of(), errors);
    List<String> requests =
        browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
            .map(entry -> entry.getMessage())
            .filter(message -> message.contains("Network.requestWillBeSent"))
            .toList();
    assertEquals(1, requests.size(), requests::toString);
    assertTrue(requests.get(0).contains(sweep), requests::toString);
    assertEquals(
        0L,
        browser.executeScript(
            "return [...document.querySelectorAll('[src], [href]')]"
                + ".filter(its => !(its.getAttribute('href') ?? '').startsWith('#')).length"));
    assertTrue(texts(".legend li").contains(CASE), "the case's name is text");
    assertEquals(List.of(), texts("img"));
  }

  @Test
  void aRunsPageDrawsWhatThereIs() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("run"));
    Files.writeString(
        folder.resolve("metrics.jsonl"),
        SweepFolders.metrics(new Random(1), 5, 0.9, 0.05).replaceAll(",\"bytes\":\\d+", ""));
    look(page(folder));
    assertCharts(
        List.of(
            "Accuracy",
            "Loss",
            "Density",
            "Density of every layer",
            "Births and deaths",
            "Churn",
            "Certificate"));
    assertFalse(browser.findElement(By.id("trials")).isDisplayed());
    assertEquals("Run run", browser.getTitle());
  }

  @Test
  void aHeaderSortsTheTable() {
    look(sweep);
    assertEquals(24, texts("tbody tr").size());
    WebElement header =
        browser.findElements(By.cssSelector("th")).stream()
            .filter(its -> its.getText().startsWith("accuracy"))
            .findFirst()
            .orElseThrow();
    int column = texts("th").indexOf(header.getText().replaceAll("\\s+", " "));
    WebElement button = header.findElement(By.tagName("button"));
    button.sendKeys("\n");
    assertEquals("ascending", header.getDomAttribute("aria-sort"));
    List<String> rising = cells(column);
    assertEquals(rising.stream().sorted().toList(), rising, "of one length, but for the last");
    assertEquals("–", texts("tbody tr td:nth-child(" + (column + 1) + ")").get(23));
    button.click();
    assertEquals("descending", header.getDomAttribute("aria-sort"));
    assertEquals(rising.get(rising.size() - 1), cells(column).get(0));
    assertNotEquals(rising, cells(column));
  }

  /** Those of a column that have a value. */
  private static List<String> cells(int column) {
    return texts("tbody tr td:nth-child(" + (column + 1) + ")").stream()
        .filter(text -> !text.equals("–"))
        .toList();
  }

  @Test
  void theTableShowsMeansToo() {
    look(sweep);
    browser.findElement(By.cssSelector("input[value=groups]")).click();
    assertEquals(12, texts("tbody tr").size());
    assertTrue(texts("tbody tr").get(0).matches(".*2 done.* \\d\\d\\.\\d\\d ± \\d\\.\\d\\d %.*"));
  }

  @Test
  void anotherKeyIsAnotherMap() {
    look(sweep);
    String before = browser.findElement(By.cssSelector("#map svg")).getDomProperty("innerHTML");
    browser.findElement(By.id("map-x")).sendKeys("freeze.m");
    assertEquals("Accuracy over freeze.m and density.target", texts("#map h3").get(0));
    assertNotEquals(
        before, browser.findElement(By.cssSelector("#map svg")).getDomProperty("innerHTML"));
    assertEquals(
        9, texts("#map svg text").stream().filter(text -> text.matches("9\\d\\.\\d\\d")).count());
  }

  @Test
  void whatFailedIsSaidInWords() {
    look(sweep);
    WebElement words = browser.findElement(By.cssSelector(".errors li"));
    assertTrue(words.isDisplayed());
    assertTrue(words.getText().endsWith("failed. " + SweepFolders.WORDS), words.getText());
    assertEquals(1, texts("tr.failed").size());
    assertTrue(texts("tr.stopped").get(0).contains("stopped at rung 0"));
  }

  @Test
  void aPhoneScrollsOneWayOnly() {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    try {
      look(sweep);
      assertEquals(390L, browser.executeScript("return document.documentElement.scrollWidth"));
      assertCharts(SWEPT);
      assertEquals(
          List.of(),
          browser.executeScript(
              "return [...document.querySelectorAll('figure')].filter(its =>"
                  + " its.getBoundingClientRect().right > 390).map(its => its.textContent)"));
    } finally {
      browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }
}
