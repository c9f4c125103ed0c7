package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.dub.DubProgress;
import picocli.CommandLine;

class DubCommandTest {
    private final List<Exception> thrown = new ArrayList<>();

    private int run(String... arguments) {
        return new CommandLine(new DubCommand())
                .setErr(new PrintWriter(new StringWriter()))
                .setExecutionExceptionHandler((problem, command, parsed) -> {
                    thrown.add(problem);
                    return 1;
                })
                .execute(arguments);
    }

    private static String[] with(String... more) {
        List<String> all = new ArrayList<>(List.of("--face", "f.mp4", "--audio", "a.wav", "--out", "o.mp4"));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    @Test
    void wrongUsageIsTwo() {
        assertEquals(2, run("--face", "f.mp4"));
        assertEquals(2, run(with("--batch", "0")));
        assertEquals(2, run(with("--no-such-option")));
    }

    @Test
    void wrongWordsAreNamedWithTheRightOnes() {
        String[][] wrong = {
            {"--longer", "stretch", "pingpong"},
            {"--blend", "glue", "feather"},
            {"--reference", "last", "first"},
            {"--faces", "both", "largest"},
            {"--model", "no such model", "no such model"}
        };
        for (String[] words : wrong) {
            thrown.clear();
            assertEquals(1, run(with(words[0], words[1])));
            VisemeException e = (VisemeException) thrown.getFirst();
            assertTrue(e.getMessage().contains(words[2]), e.getMessage());
        }
    }

    @Test
    void progressIsShownAtMostTwiceASecond() {
        StringWriter shown = new StringWriter();
        try (DubProgressLine line = new DubProgressLine(new PrintWriter(shown))) {
            DubProgress progress = line;
            long start = System.nanoTime();
            for (int i = 1; System.nanoTime() - start < 1_200_000_000L; i++) {
                progress.update("speaking", i, Integer.MAX_VALUE);
            }
        }
        long lines = shown.toString().chars().filter(c -> c == '\r').count();
        assertTrue(lines >= 1 && lines <= 2, shown.toString());
        assertTrue(shown.toString().contains("to go"), shown.toString());
    }
}
