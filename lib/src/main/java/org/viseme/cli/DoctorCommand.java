package org.viseme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.concurrent.Callable;
import org.viseme.Project;
import org.viseme.cli.Checkup.Finding;
import org.viseme.cli.Checkup.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what is installed, what is missing and what to do. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Says what is installed, what is missing and what to do; exit code 1 when something needed is missing.")
public final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "print the findings as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        List<Finding> findings = Checkup.of(Project.home());
        if (json) {
            System.out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(findings));
        } else {
            findings.forEach(DoctorCommand::print);
        }
        return findings.stream().anyMatch(finding -> finding.state() == State.MISSING) ? 1 : 0;
    }

    private static void print(Finding finding) {
        String word = switch (finding.state()) {
            case OK -> "ok";
            case OPTIONAL -> "-";
            case MISSING -> "missing";
        };
        System.out.printf("%-8s %-16s %s%n", word, finding.part(), finding.found());
        if (!finding.remedy().isEmpty()) {
            System.out.printf("%-8s %-16s -> %s%n", "", "", finding.remedy());
        }
    }
}
