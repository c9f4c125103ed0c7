package org.viseme.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.data.lists.TextLine;
import org.viseme.report.MeasuredFigure;
import org.viseme.report.Question;
import org.viseme.report.RatingAnalysis;
import org.viseme.report.RatingKey;
import org.viseme.report.RatingPage;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tech.tablesaw.api.Table;

/** {@code ./viseme rate}: what people think of generated videos. */
@Command(
        name = "rate",
        mixinStandardHelpOptions = true,
        description = "Has people score and compare videos without knowing which model made them.",
        subcommands = {RateCommand.Make.class, RateCommand.Analyse.class})
public final class RateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code ./viseme rate make}. */
    @Command(
            name = "make",
            mixinStandardHelpOptions = true,
            description = {
                "Writes DIR/raters/index.html, a page that works without network and server, and DIR/key.csv, which tells"
                        + " what is what and stays with you.",
                "Videos of a clip have the same file name in each folder (.mp4 or .m4v)."
            })
    static final class Make implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--out", paramLabel = "DIR", required = true, description = "where to write")
        private Path out;

        @Option(
                names = "--videos",
                paramLabel = "MODEL=DIR",
                required = true,
                arity = "1..*",
                description = "folder of a model's videos; name the real ones 'real video'")
        private Map<String, Path> videos = new LinkedHashMap<>();

        @Option(
                names = "--questions",
                split = ",",
                paramLabel = "NAME",
                defaultValue = "sync,quality,realness",
                description = "sync, quality, realness, intelligibility (${DEFAULT-VALUE}), or none for pairs only")
        private List<String> questions;

        @ArgGroup
        private Pairs pairs;

        @Option(
                names = "--texts",
                paramLabel = "FILE",
                description = "what is said, for intelligibility: a line 'CLIP words' each")
        private Path texts;

        @Option(names = "--copy", description = "copies the videos beside the page, for many or long ones")
        private boolean copy;

        @Option(names = "--title", defaultValue = "Talking faces", description = "heading (${DEFAULT-VALUE})")
        private String title;

        @Option(names = "--seed", defaultValue = "1", description = "decides the random names (${DEFAULT-VALUE})")
        private long seed;

        private static final class Pairs {
            @Option(
                    names = "--pairs",
                    split = ",",
                    paramLabel = "MODEL:MODEL",
                    description = "models that are compared (default: every two)")
            private List<String> compared;

            @Option(names = "--no-pairs", description = "nothing is compared")
            private boolean none;
        }

        @Override
        public Integer call() {
            RatingPage page = RatingPage.of(videos)
                    .withTitle(title)
                    .withSeed(seed)
                    .withQuestions(
                            questions.equals(List.of("none"))
                                    ? List.of()
                                    : questions.stream().map(Question::of).toList());
            if (pairs != null) {
                page = page.withPairs(
                        pairs.none
                                ? List.of()
                                : pairs.compared.stream().map(Make::pair).toList());
            }
            if (texts != null) {
                page = page.withTexts(texts(texts));
            }
            RatingPage.Made made = (copy ? page.withVideosBeside() : page).write(out);
            PrintWriter console = spec.commandLine().getOut();
            console.printf(
                    "%d videos: each rater scores %d and compares %d pairs%n",
                    made.videos(), made.ratings(), made.pairs());
            console.printf("for raters: the folder %s%n", made.page().getParent());
            console.printf("for you alone: %s%n", made.key());
            if (!made.leftOut().isEmpty()) {
                console.printf("left out, not there for every model: %s%n", String.join(", ", made.leftOut()));
            }
            console.flush();
            return 0;
        }

        private static RatingPage.Pair pair(String text) {
            String[] models = text.split(":");
            if (models.length != 2) {
                throw new VisemeException(text, "does not name two models", "write MODEL:MODEL");
            }
            return new RatingPage.Pair(models[0].strip(), models[1].strip());
        }

        private static Map<String, String> texts(Path file) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (TextLine line : TextLine.read(file)) {
                String[] parts = line.text().split("\\s+", 2);
                if (parts.length < 2) {
                    throw line.problem("has no words", "write the clip's name, a blank and what is said");
                }
                texts.put(parts[0], parts[1]);
            }
            return texts;
        }
    }

    /** {@code ./viseme rate analyse}. */
    @Command(
            name = "analyse",
            mixinStandardHelpOptions = true,
            description =
                    "Mean opinion scores with their confidence, and preferences, from the files that raters saved.")
    static final class Analyse implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--key", paramLabel = "FILE", required = true, description = "key.csv of the study")
        private Path key;

        @Parameters(paramLabel = "RESULTS", arity = "1..*", description = "files that raters saved")
        private List<Path> results = new ArrayList<>();

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "writes opinions.csv, preferences.csv, and figures.csv for './viseme tables --measured'")
        private Path out;

        @Option(names = "--data", defaultValue = "", description = "what the clips are from, for figures.csv")
        private String data;

        @Option(names = "--protocol", defaultValue = "", description = "self-driven or cross-driven, for figures.csv")
        private String protocol;

        @Override
        public Integer call() {
            RatingAnalysis analysis = RatingAnalysis.of(RatingKey.read(key), results);
            spec.commandLine().getOut().print(analysis);
            spec.commandLine().getOut().flush();
            if (out != null) {
                write(analysis.opinionTable(), out.resolve("opinions.csv"));
                write(analysis.preferenceTable(), out.resolve("preferences.csv"));
                MeasuredFigure.write(analysis.figures(data, protocol), out.resolve("figures.csv"));
            }
            return 0;
        }

        private static void write(Table table, Path file) {
            ByteArrayOutputStream csv = new ByteArrayOutputStream();
            table.write().csv(csv);
            AtomicFile.write(file, csv::writeTo);
        }
    }
}
