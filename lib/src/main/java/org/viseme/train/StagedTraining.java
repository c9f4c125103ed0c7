package org.viseme.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.viseme.data.WeightedStore;

/**
 * L1, then the sync expert, then the quality discriminator, as three trainings of the same length: each begins with the
 * weights at which the one before ended, so that what a loss adds can be seen. A single training with the recipe's own
 * policy ({@link SyncPolicy}) switches by itself instead.
 *
 * @param recipe of the last stage; the earlier ones leave out what is not their turn yet
 * @param data as for {@link Wav2LipTraining}
 * @param expert checkpoint of the sync expert; in the first stage it only measures
 * @param start checkpoint of the generator to begin with
 * @param folder gets one {@link RunFolder} a stage
 */
public record StagedTraining(Wav2LipRecipe recipe, List<WeightedStore> data, Path expert, Path start, Path folder) {
    /** What the generator listens to. */
    public enum Stage {
        L1("L1"),
        SYNC("L1 + sync"),
        GAN("L1 + sync + GAN");

        private final String words;

        Stage(String words) {
            this.words = words;
        }

        /** The settings of this stage. */
        public Wav2LipRecipe recipe(Wav2LipRecipe whole) {
            // whether a training ended before its time must not depend on its figures: see run
            Wav2LipRecipe patient = whole.withPatience(0);
            return switch (this) {
                case L1 -> patient.withSync(SyncPolicy.OFF).withAdversarialWeight(0);
                case SYNC -> patient.withSync(SyncPolicy.ON).withAdversarialWeight(0);
                case GAN -> patient.withSync(SyncPolicy.ON);
            };
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * A stage that was trained to its end.
     *
     * @param run its folder
     * @param report on held-out clips, at the end
     */
    public record Trained(Stage stage, Path run, HeldOutReport report) {
        /** The generator at the end. */
        public Path model() {
            return run.resolve("last.safetensors");
        }
    }

    /** The folder of a stage. */
    public Path run(Stage stage) {
        return folder.resolve(stage.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Trains what is not trained yet: stages that are done stay as they are, and one that was stopped goes on.
     *
     * @return the stages that are done; fewer than three when the process or the thread was asked to stop within one
     */
    public List<Trained> run(Device device, ProgressLine.Listener listener) {
        List<Trained> done = new ArrayList<>();
        Path from = start;
        for (Stage stage : Stage.values()) {
            Wav2LipRecipe how = stage.recipe(recipe);
            double before = stage.ordinal();
            HeldOutReport report = new Wav2LipTraining(how, data, run(stage))
                    .withExpert(expert)
                    .startingFrom(from)
                    .run(
                            device,
                            true,
                            (share, line) ->
                                    listener.progress((before + share) / Stage.values().length, stage + ": " + line));
            Trained trained = new Trained(stage, run(stage), report);
            if (!RunFolder.isComplete(run(stage))) {
                break;
            }
            done.add(trained);
            from = trained.model();
        }
        return done;
    }
}
