package org.viseme.notebook.jupyter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.viseme.Project;
import org.viseme.VisemeException;

/** JupyterLab or Notebook, opened on the project's notebooks with its Java kernel. */
public final class Workbench {
    private Workbench() {}

    /**
     * Runs until the reader closes it.
     *
     * @param arguments passed on to Jupyter
     * @return its exit code
     */
    public static int open(List<String> arguments) {
        Path program = Jupyter.workbench();
        Path jupyterPath = Project.out("jupyter");
        KernelSpec.forThisBuild(JavaKernel.RAPAIO, Project.home()).write(jupyterPath);
        List<String> command = new ArrayList<>(
                List.of(program.toString(), Project.home().resolve("notebooks").toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--allow-root");
        }
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Jupyter.addKernels(builder.environment(), jupyterPath);
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new VisemeException(program.toString(), "does not start", "see ./viseme doctor", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
