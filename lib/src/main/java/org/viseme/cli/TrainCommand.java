package org.viseme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.viseme.VisemeException;
import org.viseme.data.ClipStore;
import org.viseme.data.WeightedStore;
import org.viseme.torch.Torch;
import org.viseme.train.HeldOutReport;
import org.viseme.train.ProgressLine;
import org.viseme.train.Wav2LipRecipe;
import org.viseme.train.Wav2LipTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme train}: a recipe on one or more stores. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Trains a model. Recipes: wav2lip (the paper's settings), wav2lip-tiny (a compact network for CPUs).")
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECIPE", description = "wav2lip or wav2lip-tiny")
    private String recipe;

    @Option(
            names = "--data",
            paramLabel = "STORE[=WEIGHT]",
            required = true,
            description = "a clip store; repeat it for several, each with its share of the samples")
    private List<String> data;

    @Option(names = "--out", paramLabel = "RUN", required = true, description = "folder of the training")
    private Path out;

    @Option(names = "--resume", description = "go on with the training in that folder")
    private boolean resume;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "another value for a setting of the recipe")
    private Map<String, String> settings = Map.of();

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads of one operation (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print the measurement at the end as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Wav2LipRecipe chosen = with(named(recipe), settings);
        List<WeightedStore> stores = new ArrayList<>();
        for (String entry : data) {
            int equals = entry.lastIndexOf('=');
            String folder = equals < 0 ? entry : entry.substring(0, equals);
            double weight = equals < 0 ? 1 : number(entry.substring(equals + 1), entry);
            stores.add(new WeightedStore(ClipStore.open(Path.of(folder)), weight));
        }
        Torch.setThreads(threads);
        HeldOutReport report = new Wav2LipTraining(chosen, stores, out)
                .run(Torch.device(device), resume, ProgressLine.Listener.standardError());
        spec.commandLine().getOut().println(json ? new ObjectMapper().writeValueAsString(report) : report);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static Wav2LipRecipe named(String name) {
        return switch (name) {
            case "wav2lip" -> Wav2LipRecipe.paper();
            case "wav2lip-tiny" -> Wav2LipRecipe.tiny();
            default -> throw new VisemeException(name, "is no recipe", "use wav2lip or wav2lip-tiny");
        };
    }

    /** The recipe with some settings replaced, by their names. */
    static Wav2LipRecipe with(Wav2LipRecipe recipe, Map<String, String> changes) {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .build();
        Map<String, Object> values = new LinkedHashMap<>(mapper.convertValue(recipe, Map.class));
        changes.forEach((key, value) -> {
            if (values.replace(key, value) == null) {
                throw new VisemeException(key, "is no setting of this recipe", "use one of " + values.keySet());
            }
        });
        try {
            return mapper.convertValue(values, Wav2LipRecipe.class);
        } catch (IllegalArgumentException e) {
            throw new VisemeException(
                    changes.toString(),
                    "does not fit the recipe",
                    "give numbers where the recipe has them: " + values,
                    e);
        }
    }

    private static double number(String text, String entry) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new VisemeException(entry, "'" + text + "' is no number", "write STORE=WEIGHT", e);
        }
    }
}
