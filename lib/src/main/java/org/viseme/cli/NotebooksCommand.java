package org.viseme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.viseme.Project;
import org.viseme.notebook.Profile;
import org.viseme.notebook.jupyter.JavaKernel;
import org.viseme.notebook.jupyter.NotebookRun;
import org.viseme.notebook.jupyter.NotebookRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Executes the notebooks in order and says how each went. */
@Command(
        name = "notebooks",
        mixinStandardHelpOptions = true,
        description = "Executes the notebooks in order; leaves executed notebooks and HTML in out/notebooks.")
public final class NotebooksCommand implements Callable<Integer> {
    @Option(names = "--only", paramLabel = "NN", description = "only notebooks whose names begin so, such as 00")
    private List<String> only = List.of("");

    @Option(names = "--profile", description = "smoke, quick or full (default: $VISEME_PROFILE, else quick)")
    private String profile;

    @Option(names = "--kernel", defaultValue = "rapaio", description = "rapaio (default), ijava or jjava")
    private String kernel;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go (default: out/notebooks)")
    private Path out;

    @Option(names = "--json", description = "print the results as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Path folder = (out == null ? Project.out("notebooks") : out).toAbsolutePath();
        NotebookRunner runner = new NotebookRunner(
                JavaKernel.of(kernel), profile == null ? Profile.current() : Profile.of(profile), folder);
        List<NotebookRun> runs = new ArrayList<>();
        for (String prefix : only) {
            for (Path notebook : NotebookRunner.notebooks(Project.home().resolve("notebooks"), prefix)) {
                NotebookRun run = runner.run(notebook);
                runs.add(run);
                if (!json) {
                    System.out.printf(
                            "%-28s %-6s %6.1f s  %s%n",
                            run.notebook(), run.ok() ? "ok" : "FAILED", run.seconds(), run.result());
                }
            }
        }
        if (json) {
            System.out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(runs));
        }
        runs.stream()
                .filter(run -> !run.ok())
                .forEach(run -> System.err.println("viseme: notebook " + run.notebook() + ", " + run.error()
                        + "; as far as it came it is in " + run.result()));
        return runs.stream().allMatch(NotebookRun::ok) ? 0 : 1;
    }
}
