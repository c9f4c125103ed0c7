package org.viseme.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.viseme.notebook.jupyter.Workbench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** Opens the notebooks interactively. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = "Opens the notebooks in JupyterLab, or in Notebook where that is what is installed.")
public final class LabCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ARG", description = "passed on to Jupyter, such as --no-browser")
    private List<String> arguments = new ArrayList<>();

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
        List<String> all = new ArrayList<>(options);
        all.addAll(arguments);
        return Workbench.open(all) == 0 ? 0 : 1;
    }
}
