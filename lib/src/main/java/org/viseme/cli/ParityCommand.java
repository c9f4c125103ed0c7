package org.viseme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.viseme.parity.Parity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./viseme parity}: recomputes numeric fixtures. */
@Command(
        name = "parity",
        mixinStandardHelpOptions = true,
        description = "Recomputes numbers that the authors' published code computed, and compares.")
public final class ParityCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--fixtures", paramLabel = "DIR", required = true, description = "folder of NAME.json and NAME.npz")
    private Path fixtures;

    @Option(names = "--json", description = "print the comparisons as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Parity.Outcome outcome = Parity.run(fixtures);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(outcome));
        } else {
            outcome.compared().forEach(out::println);
            outcome.skipped().forEach(name -> out.println("skipped " + name));
            out.printf("%d passed, %d failed%n", outcome.compared().size() - outcome.failed(), outcome.failed());
        }
        out.flush();
        return outcome.failed() == 0 ? 0 : 1;
    }
}
