package org.viseme.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.viseme.report.MeasuredFigure;
import org.viseme.report.PaperTable;
import org.viseme.report.PublishedFigures;
import org.viseme.report.TablePage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./viseme tables}: the tables of the papers, with measured figures beside the published ones. */
@Command(
        name = "tables",
        mixinStandardHelpOptions = true,
        description =
                "Writes the figures that four papers print, with your own beside them, as Markdown, HTML and CSV.")
public final class TablesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--measured",
            paramLabel = "FILE.csv",
            description = "your figures: columns model, data, protocol, metric, scorer, value, low, high, clips;"
                    + " the model 'real video' stands for the real ones; may be given more than once")
    private List<Path> measured = List.of();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where to write")
    private Path out;

    @Override
    public Integer call() {
        List<MeasuredFigure> figures = measured.stream()
                .flatMap(file -> MeasuredFigure.read(file).stream())
                .toList();
        PublishedFigures published = PublishedFigures.read();
        List<PaperTable> tables = PaperTable.all(published, figures);
        new TablePage(tables).write(out);
        PrintWriter console = spec.commandLine().getOut();
        console.printf(
                "%d tables, %d published and %d measured figures, in %s%n",
                tables.size(), published.figures().size(), figures.size(), out);
        for (MeasuredFigure figure : PaperTable.withoutTable(published, figures)) {
            console.printf("no table has a column for %s of %s%n", figure.metric(), figure.model());
        }
        console.flush();
        return 0;
    }
}
