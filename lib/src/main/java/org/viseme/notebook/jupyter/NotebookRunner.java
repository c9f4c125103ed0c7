package org.viseme.notebook.jupyter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.viseme.Project;
import org.viseme.VisemeException;
import org.viseme.notebook.Profile;

/**
 * Executes notebooks without a screen, each in a fresh kernel, and leaves the executed notebook, an HTML page and a log
 * in a folder. A notebook with a failing cell is kept as well, up to the failure and beyond.
 *
 * @param kernel which kernel runs the cells
 * @param profile how much they do
 * @param out where results go
 */
public record NotebookRunner(JavaKernel kernel, Profile profile, Path out) {
    private static final String SUFFIX = ".ipynb";
    /**
     * The rapaio kernel, version 3.0.1, sometimes loses the threads of its channels when the first requests reach two of
     * them at once, and then never answers; a kernel also dies when another program takes one of the ports that Jupyter
     * chose. No cell has run by then, so it is safe to start again.
     */
    private static final int STARTS = 6;

    private static final int START_SECONDS = 30;

    /** The notebooks of a folder in order, or those whose names begin with {@code prefix}. */
    public static List<Path> notebooks(Path folder, String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().endsWith(SUFFIX))
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new VisemeException(
                        prefix + "*" + SUFFIX, "is in vain looked for in " + folder, "see what is there: ls " + folder);
            }
            return found;
        } catch (IOException e) {
            throw new VisemeException(folder.toString(), "cannot be listed", "check the folder", e);
        }
    }

    /** Executes one notebook. */
    public NotebookRun run(Path notebook) {
        String name = notebook.getFileName().toString().replace(SUFFIX, "");
        long start = System.nanoTime();
        Path executed = out.resolve(name + SUFFIX);
        Path log = out.resolve(name + ".log");
        try {
            Files.createDirectories(out);
            Files.deleteIfExists(executed);
            String trouble = convert(log, executeArguments(notebook, name));
            for (int again = 1; again < STARTS && didNotStart(trouble); again++) {
                trouble = convert(log, executeArguments(notebook, name));
            }
            String error = trouble.isEmpty()
                    ? ExecutedNotebook.read(executed).firstError().orElse("")
                    : trouble;
            if (Files.exists(executed)) {
                String pageTrouble =
                        convert(log, List.of("--to", "html", "--output-dir", out.toString(), executed.toString()));
                error = error.isEmpty() ? pageTrouble : error;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new NotebookRun(name, error.isEmpty(), seconds, error, Project.relative(executed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What nbclient says when the kernel did not come up. */
    private static boolean didNotStart(String trouble) {
        return trouble.contains("Kernel didn't respond in") || trouble.contains("Kernel died before replying");
    }

    private List<String> executeArguments(Path notebook, String name) {
        int cellSeconds = switch (profile) {
            case SMOKE -> 300;
            case QUICK -> 3600;
            case FULL -> -1;
        };
        return List.of(
                "--to",
                "notebook",
                "--execute",
                // Else nothing is kept of a notebook that fails.
                "--allow-errors",
                "--ExecutePreprocessor.kernel_name=" + kernel.specName(),
                "--ExecutePreprocessor.timeout=" + cellSeconds,
                "--ExecutePreprocessor.startup_timeout=" + START_SECONDS,
                "--output-dir",
                out.toString(),
                "--output",
                name,
                notebook.toString());
    }

    /** Runs nbconvert; what it says goes into the log. Returns why it failed, empty when it did not. */
    private String convert(Path log, List<String> arguments) throws IOException {
        Path jupyterPath = Project.out("jupyter");
        KernelSpec.forThisBuild(kernel, Project.home()).write(jupyterPath);
        List<String> command = new ArrayList<>(List.of(Jupyter.converter().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        Jupyter.addKernels(builder.environment(), jupyterPath);
        builder.environment().put(Profile.VARIABLE, profile.toString());
        Process process = builder.start();
        try {
            if (process.waitFor() == 0) {
                return "";
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return "was stopped";
        }
        Optional<String> last =
                Files.readAllLines(log).stream().filter(line -> !line.isBlank()).reduce((first, second) -> second);
        return "nbconvert failed: " + last.orElse("no word why") + " (" + Project.relative(log) + ")";
    }
}
