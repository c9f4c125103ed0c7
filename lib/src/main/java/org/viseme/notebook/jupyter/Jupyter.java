package org.viseme.notebook.jupyter;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.viseme.VisemeException;

/** Jupyter's own programs, as the machine has them. */
public final class Jupyter {
    private Jupyter() {}

    /** The first of these programs that is on the PATH. */
    public static Optional<Path> find(String... programs) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(programs)
                .flatMap(program -> Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, program)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The program that converts and executes notebooks.
     *
     * @throws VisemeException when it is not installed
     */
    public static Path converter() {
        return find("jupyter-nbconvert")
                .orElseThrow(() -> new VisemeException(
                        "jupyter-nbconvert",
                        "is not installed",
                        "apt install jupyter-nbconvert, or elsewhere pip install nbconvert"));
    }

    /**
     * JupyterLab, or the classic Notebook where that is what is installed.
     *
     * @throws VisemeException when neither is there
     */
    public static Path workbench() {
        return find("jupyter-lab", "jupyter-notebook")
                .orElseThrow(() -> new VisemeException(
                        "JupyterLab",
                        "is not installed",
                        "apt install jupyterlab (Debian 12: jupyter-notebook), or elsewhere pip install jupyterlab"));
    }

    /** Adds the folder in which our kernels are described to a process's environment. */
    static void addKernels(Map<String, String> environment, Path jupyterPath) {
        environment.merge("JUPYTER_PATH", jupyterPath.toString(), (old, ours) -> ours + File.pathSeparator + old);
    }
}
