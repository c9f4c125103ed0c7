package org.viseme.cli;

import java.io.PrintWriter;
import org.viseme.VisemeException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./viseme}: lists the commands; each is a class of this package. */
@Command(
        name = "viseme",
        mixinStandardHelpOptions = true,
        version = "viseme 0.1.0",
        description = "A workbench for audio-driven lip synchronisation.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "The launcher itself has one more command: `viseme test` runs everything that CI checks.",
            "Exit codes: 0 success, 1 the work failed (one line says why), 2 wrong usage."
        },
        subcommands = {
            NotebooksCommand.class,
            LabCommand.class,
            DubCommand.class,
            PrepareCommand.class,
            StatsCommand.class,
            PairsCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            AttentionCommand.class,
            SyncCommand.class,
            LipreadCommand.class,
            DiagnoseCommand.class,
            TablesCommand.class,
            RateCommand.class,
            ConvertCommand.class,
            ParityCommand.class,
            BenchCommand.class,
            DoctorCommand.class
        })
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        System.out.flush();
        System.err.flush();
        // Native thread pools must not keep a finished command alive.
        Runtime.getRuntime().halt(code);
    }

    /** The command line, for main and for tests. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, command, parsed) -> {
                    if (problem instanceof VisemeException) {
                        PrintWriter err = command.getErr();
                        err.println("viseme: " + problem.getMessage());
                        err.flush();
                        return 1;
                    }
                    throw problem;
                });
    }
}
