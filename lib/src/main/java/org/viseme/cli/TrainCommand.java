package org.viseme.cli;

import ai.djl.Device;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.viseme.VisemeException;
import org.viseme.data.ClipStore;
import org.viseme.data.WeightedStore;
import org.viseme.dub.Synthesizers;
import org.viseme.lipreading.LipReaders;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.metric.SyncExperts;
import org.viseme.torch.Torch;
import org.viseme.train.Ablation;
import org.viseme.train.AblationTable;
import org.viseme.train.AvCatRecipe;
import org.viseme.train.AvCatTraining;
import org.viseme.train.FeatureRecipe;
import org.viseme.train.FeatureTraining;
import org.viseme.train.LipReadingRecipe;
import org.viseme.train.LipReadingTraining;
import org.viseme.train.Pretraining;
import org.viseme.train.PretrainingRecipe;
import org.viseme.train.ProgressLine;
import org.viseme.train.RecipeSettings;
import org.viseme.train.SyncRecipe;
import org.viseme.train.SyncTraining;
import org.viseme.train.TalkLipGrid;
import org.viseme.train.TalkLipRecipe;
import org.viseme.train.TalkLipTraining;
import org.viseme.train.Wav2LipGrid;
import org.viseme.train.Wav2LipRecipe;
import org.viseme.train.Wav2LipTraining;
import org.viseme.train.WordReadingRecipe;
import org.viseme.train.WordReadingTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme train}: a recipe on one or more stores. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model. Ctrl-C saves; --resume goes on with the same batches.",
            "Recipes with the papers' settings: sync-expert, wav2lip (L1, then the expert), wav2lip-gan (adds the"
                    + " discriminator), attnwav2lip (with attention), lpips-attnwav2lip (semantic alignment, LPIPS"
                    + " instead of the discriminator), avhubert-pretrain (AV-HuBERT's encoder learns without"
                    + " transcripts),"
                    + " lip-reading (it learns to write what lips say), conformer-reading and word-reading (other networks do,"
                    + " to observe what was generated), talklip (a generator whose lips such a reader can read). Compact"
                    + " networks for CPUs: the same names"
                    + " with -tiny.",
            "feature-network: a small network over faces for --perceptual, where LPIPS's published weights are not at"
                    + " hand.",
            "avcat-tiny: a compact AV-CAT over 96x96 faces; --set parts=refinement|backbone and --set syncWeight=0 are"
                    + " its ablations.",
            "Ablations: --set attention=spatial|channel|none, --set alignments=0|1, --set perceptualWeight=0;"
                    + " all of a paper's, several times, with a table at the end: --grid paper --seeds 1,2."
        })
public final class TrainCommand implements Callable<Integer> {
    private static final String RECIPES = "sync-expert, wav2lip, wav2lip-gan, attnwav2lip, lpips-attnwav2lip,"
            + " avhubert-pretrain, lip-reading, conformer-reading, word-reading or talklip, or one of them with -tiny; or"
            + " feature-network or avcat-tiny";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECIPE", description = RECIPES)
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

    @Option(
            names = "--expert",
            paramLabel = "NAME|FILE",
            description =
                    "wav2lip, avcat: the sync expert, trained on such data (default: the one that ships); talklip:"
                            + " the one that measures")
    private String expert = "default";

    @Option(
            names = "--perceptual",
            paramLabel = "lpips|vgg19|NAME|FILE",
            description =
                    "lpips-attnwav2lip, avcat: LPIPS (default of the former) or VGG-19 (of the latter) with its published"
                            + " weights, or a feature network, such as " + PerceptualNetwork.FEATURES)
    private String perceptual = "lpips";

    @Option(
            names = "--init",
            paramLabel = "NAME|FILE",
            description =
                    "wav2lip: start from the weights of this generator, such as an L1 model, instead of random ones;"
                            + " lip-reading: from this pretrained encoder; talklip: from a generator of either kind")
    private String init;

    @Option(
            names = "--expert-reader",
            paramLabel = "NAME|FILE",
            description = "talklip: the lip reader that the generator learns from, of lips alone")
    private String expertReader;

    @Option(
            names = "--reader",
            paramLabel = "NAME|FILE",
            description = "talklip with --grid: another lip reader, which only measures")
    private String observer;

    @Option(
            names = "--listener",
            paramLabel = "FILE",
            description = "talklip with hearing=global: the pretrained encoder that it listens with, or a reader that"
                    + " hears")
    private Path listener;

    @Option(
            names = "--add-attention",
            description = "attention blocks that the generator of --init lacks are added, and change nothing at first")
    private boolean addAttention;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "another value for a setting of the recipe")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--grid",
            paramLabel = "paper|NAME:KEY=VALUE,...",
            description =
                    "train and measure several variants: those of the recipe's paper, or one for each such option")
    private List<String> grid = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "S",
            split = ",",
            defaultValue = "1,2",
            description = "with --grid: each variant is trained with each of them (default: ${DEFAULT-VALUE})")
    private List<Long> seeds;

    @Option(
            names = "--clips",
            paramLabel = "N",
            description = "with --grid: measure at most so many test clips (default: all)")
    private int clips;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads of one operation (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print the measurement at the end as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        refuseForeignOptions();
        Object report = switch (recipe) {
            case "sync-expert" -> train(SyncRecipe.paper());
            case "sync-expert-tiny" -> train(SyncRecipe.tiny());
            case "feature-network" -> train(FeatureRecipe.compact());
            case "wav2lip" -> train(Wav2LipRecipe.paper());
            case "wav2lip-gan" -> train(Wav2LipRecipe.paperGan());
            case "wav2lip-tiny" -> train(Wav2LipRecipe.tiny());
            case "wav2lip-gan-tiny" -> train(Wav2LipRecipe.tinyGan());
            case "attnwav2lip" -> train(Wav2LipRecipe.attn());
            case "attnwav2lip-tiny" -> train(Wav2LipRecipe.attnTiny());
            case "lpips-attnwav2lip" -> train(Wav2LipRecipe.lpips());
            case "lpips-attnwav2lip-tiny" -> train(Wav2LipRecipe.lpipsTiny());
            case "avcat-tiny" -> train(AvCatRecipe.tiny());
            case "lip-reading" -> train(LipReadingRecipe.paper());
            case "avhubert-pretrain" -> train(PretrainingRecipe.paper());
            case "avhubert-pretrain-tiny" -> train(PretrainingRecipe.tiny());
            case "talklip" -> train(TalkLipRecipe.paper());
            case "talklip-tiny" -> train(TalkLipRecipe.tiny());
            case "lip-reading-tiny" -> train(LipReadingRecipe.tiny());
            case "conformer-reading" -> train(LipReadingRecipe.conformerPaper());
            case "conformer-reading-tiny" -> train(LipReadingRecipe.conformerTiny());
            case "word-reading" -> train(WordReadingRecipe.paper());
            case "word-reading-tiny" -> train(WordReadingRecipe.tiny());
            default -> throw new VisemeException(recipe, "is no recipe", "use " + RECIPES);
        };
        spec.commandLine().getOut().println(json ? new ObjectMapper().writeValueAsString(report) : report);
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** What a recipe does not take must not seem to have an effect. */
    private void refuseForeignOptions() {
        Map<String, List<String>> takers = new LinkedHashMap<>();
        takers.put("--expert", List.of("wav2lip", "talklip", "avcat"));
        takers.put("--init", List.of("wav2lip", "talklip", "lip-reading"));
        takers.put("--add-attention", List.of("wav2lip"));
        takers.put("--perceptual", List.of("wav2lip", "avcat"));
        takers.put("--grid", List.of("wav2lip", "talklip"));
        takers.put("--expert-reader", List.of("talklip"));
        takers.put("--reader", List.of("talklip"));
        takers.put("--listener", List.of("talklip"));
        takers.forEach((option, recipes) -> {
            boolean known = recipes.stream().anyMatch(recipe::contains);
            if (!known && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new VisemeException(option, "means nothing to " + recipe, "leave it out");
            }
        });
    }

    private Object train(SyncRecipe base) {
        SyncRecipe chosen = RecipeSettings.with(base, settings);
        return new SyncTraining(chosen, stores(), out).run(prepared(), resume, ProgressLine.Listener.standardError());
    }

    private Object train(FeatureRecipe base) {
        FeatureRecipe chosen = RecipeSettings.with(base, settings);
        return new FeatureTraining(chosen, stores(), out)
                .run(prepared(), resume, ProgressLine.Listener.standardError());
    }

    private Object train(Wav2LipRecipe base) {
        Wav2LipRecipe chosen = RecipeSettings.with(base, settings);
        if (addAttention && init == null) {
            throw new VisemeException("--add-attention", "adds to a generator", "name it with --init");
        }
        if (!grid.isEmpty()) {
            return train(Ablation.parse(grid, recipe), chosen);
        }
        Wav2LipTraining training =
                new Wav2LipTraining(chosen, stores(), out).withPerceptual(PerceptualNetwork.parse(perceptual));
        if (!expert.equals("none")) {
            training.withExpert(SyncExperts.file(expert));
        }
        if (addAttention) {
            training.addingAttentionTo(Synthesizers.file(init));
        } else if (init != null) {
            training.startingFrom(Synthesizers.file(init));
        }
        return training.run(prepared(), resume, ProgressLine.Listener.standardError());
    }

    private Object train(AvCatRecipe base) {
        boolean seen = spec.commandLine().getParseResult().hasMatchedOption("--perceptual");
        AvCatTraining training = new AvCatTraining(RecipeSettings.with(base, settings), stores(), out)
                .withPerceptual(seen ? PerceptualNetwork.parse(perceptual) : PerceptualNetwork.vgg19());
        if (!expert.equals("none")) {
            training.withExpert(SyncExperts.file(expert));
        }
        return training.run(prepared(), resume, ProgressLine.Listener.standardError());
    }

    private Object train(Ablation ablation, Wav2LipRecipe chosen) {
        if (expert.equals("none")) {
            throw new VisemeException("--expert none", "leaves a grid without its scorer", "name a sync expert");
        }
        Wav2LipGrid all = new Wav2LipGrid(
                ablation,
                chosen,
                seeds,
                stores(),
                SyncExperts.file(expert),
                Optional.ofNullable(init).map(Synthesizers::file),
                PerceptualNetwork.parse(perceptual),
                clips,
                out);
        AblationTable table = all.run(prepared(), resume, ProgressLine.Listener.standardError());
        return json ? table : text(table, ablation, Wav2LipGrid.FIGURE);
    }

    private static String text(AblationTable table, Ablation ablation, String figure) {
        String figures =
                table.caption() + System.lineSeparator() + table.table().printAll();
        return ablation.orders().isEmpty()
                ? figures
                : figures
                        + System.lineSeparator()
                        + table.orders(ablation.orders(), figure, true).printAll();
    }

    private Object train(TalkLipRecipe base) {
        TalkLipRecipe chosen = RecipeSettings.with(base, settings);
        Optional<Path> start = Optional.ofNullable(init).map(Synthesizers::file);
        if (!grid.isEmpty()) {
            return train(Ablation.parse(grid, recipe), chosen, start);
        }
        if (observer != null) {
            throw new VisemeException("--reader", "measures the variants of a --grid", "leave it out");
        }
        TalkLipTraining training = new TalkLipTraining(chosen, stores(), out);
        Optional.ofNullable(expertReader).map(LipReaders::file).ifPresent(training::withExpert);
        if (!expert.equals("none")) {
            training.withScorer(SyncExperts.file(expert));
        }
        start.ifPresent(training::startingFrom);
        Optional.ofNullable(listener).ifPresent(training::listeningWith);
        return training.run(prepared(), resume, ProgressLine.Listener.standardError());
    }

    private Object train(Ablation ablation, TalkLipRecipe chosen, Optional<Path> start) {
        if (expertReader == null || expert.equals("none")) {
            throw new VisemeException(
                    expertReader == null ? "a grid of " + recipe : "--expert none",
                    "lacks a scorer",
                    "name a lip reader with --expert-reader, and a sync expert");
        }
        TalkLipGrid.Files files = new TalkLipGrid.Files(
                LipReaders.file(expertReader),
                Optional.ofNullable(observer).map(LipReaders::file),
                SyncExperts.file(expert),
                start,
                Optional.ofNullable(listener));
        TalkLipGrid all = new TalkLipGrid(ablation, chosen, seeds, stores(), files, clips, out);
        AblationTable table = all.run(prepared(), resume, ProgressLine.Listener.standardError());
        return json ? table : text(table, ablation, all.figure());
    }

    private Object train(LipReadingRecipe base) {
        LipReadingTraining training = new LipReadingTraining(RecipeSettings.with(base, settings), stores(), out);
        if (init != null) {
            training.startingFrom(Path.of(init));
        }
        return training.run(prepared(), resume, ProgressLine.Listener.standardError());
    }

    private Object train(WordReadingRecipe base) {
        return new WordReadingTraining(RecipeSettings.with(base, settings), stores(), out)
                .run(prepared(), resume, ProgressLine.Listener.standardError());
    }

    private Object train(PretrainingRecipe base) {
        return new Pretraining(RecipeSettings.with(base, settings), stores(), out)
                .run(prepared(), resume, ProgressLine.Listener.standardError());
    }

    private Device prepared() {
        Torch.setThreads(threads);
        return Torch.device(device);
    }

    private List<WeightedStore> stores() {
        List<WeightedStore> stores = new ArrayList<>();
        for (String entry : data) {
            int equals = entry.lastIndexOf('=');
            String folder = equals < 0 ? entry : entry.substring(0, equals);
            double weight = equals < 0 ? 1 : number(entry.substring(equals + 1), entry);
            stores.add(new WeightedStore(ClipStore.open(Path.of(folder)), weight));
        }
        return stores;
    }

    private static double number(String text, String entry) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new VisemeException(entry, "'" + text + "' is no number", "write STORE=WEIGHT", e);
        }
    }
}
