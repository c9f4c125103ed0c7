package org.viseme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.viseme.data.ClipStore;
import org.viseme.data.StoreStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme stats}: what a clip store holds. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Says what a clip store holds: hours, speakers, words, face sizes, offsets, what was left out.")
public final class StatsCommand implements Callable<Integer> {
    private static final int BAR = 40;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STORE", description = "folder of the clip store")
    private Path store;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        StoreStatistics statistics = StoreStatistics.of(ClipStore.open(store));
        PrintWriter console = spec.commandLine().getOut();
        if (json) {
            console.println(new ObjectMapper().writeValueAsString(statistics));
        } else {
            print(statistics, console);
        }
        console.flush();
        return 0;
    }

    private static void print(StoreStatistics statistics, PrintWriter console) {
        console.printf(
                Locale.ROOT,
                "%-6s %8s %8s %9s %9s %11s%n",
                "split",
                "clips",
                "hours",
                "speakers",
                "words",
                "vocabulary");
        statistics
                .splits()
                .forEach((split, part) -> console.printf(
                        Locale.ROOT,
                        "%-6s %8d %8.2f %9d %9d %11d%n",
                        split.label(),
                        part.clips(),
                        part.hours(),
                        part.speakers(),
                        part.words(),
                        part.vocabulary()));
        if (!statistics.faceWidths().isEmpty()) {
            console.printf(
                    Locale.ROOT,
                    "face width in the source, pixels: smallest %.0f, a tenth below %.0f, half below %.0f, largest %.0f%n",
                    statistics.faceWidth(0),
                    statistics.faceWidth(0.1),
                    statistics.faceWidth(0.5),
                    statistics.faceWidth(1));
        }
        statistics
                .flags()
                .forEach((flag, count) -> console.printf(Locale.ROOT, "flagged, %s: %d%n", flag.words(), count));
        statistics
                .leftOut()
                .forEach((reason, count) -> console.printf(Locale.ROOT, "left out, %s: %d%n", reason.words(), count));
        if (!statistics.offsetsBefore().isEmpty()) {
            console.println("offset of the sound in frames of 1/25 s (late is positive), clips before correction:");
            print(statistics.offsetsBefore(), console);
            console.println("after correction, clips that were kept:");
            print(statistics.offsetsAfter(), console);
        }
    }

    private static void print(Map<Integer, Integer> histogram, PrintWriter console) {
        int most = histogram.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        histogram.forEach((offset, count) -> console.printf(
                Locale.ROOT, "%+4d %6d %s%n", offset, count, "#".repeat((int) Math.ceil(BAR * count / (double) most))));
    }
}
