package org.viseme.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.torch.RunningMean;

/**
 * What a training has decided so far by its held-out measurements, as a checkpoint keeps it. A value; {@link #after} makes
 * the next one.
 *
 * @param best the best held-out value, and whether it is worth going on
 * @param sync whether the generator listens to the expert; null where there is none to listen to
 */
record Course(EarlyStop best, SyncSwitch sync) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEST = "best";
    private static final String SYNC_ON = "sync_on";
    private static final String PLATEAU = "plateau";
    private static final String MEANS = "means";

    static Course begin(Wav2LipRecipe recipe) {
        return new Course(EarlyStop.of(recipe.measurements().patience(), 0), SyncSwitch.of(recipe));
    }

    static Course resumed(Wav2LipRecipe recipe, RunFolder.Saved saved) {
        Course fresh = begin(recipe);
        Map<String, String> notes = saved.notes();
        return new Course(
                fresh.best.resumed(notes.get(BEST)),
                fresh.sync.resumed(Boolean.parseBoolean(notes.get(SYNC_ON)), notes.get(PLATEAU)));
    }

    /**
     * With one more measurement. What counts is the generator's own objective on held-out clips: the error of the lower
     * half, and the sync loss by its weight once the expert is listened to, when the course begins anew.
     */
    Course after(long step, HeldOutReport report, double syncWeight) {
        double value = sync.on()
                ? (1 - syncWeight) * report.lowerHalf()
                        + syncWeight * report.sync().loss()
                : report.lowerHalf();
        EarlyStop course = best.after(step, value);
        SyncSwitch next = sync.after(step, report);
        boolean anew = next.on() && !sync.on();
        return new Course(anew ? EarlyStop.of(best.patience(), best.leastImprovement()) : course, next);
    }

    /** What a checkpoint's metadata keeps. */
    Map<String, String> notes(Wav2LipRecipe recipe, RunningMean means) {
        Map<String, String> notes = notes(best, recipe, means);
        notes.put(SYNC_ON, String.valueOf(sync.on()));
        notes.put(PLATEAU, sync.plateau().toJson());
        return notes;
    }

    /** What the metadata of any training keeps. */
    static Map<String, String> notes(EarlyStop best, Object recipe, RunningMean means) {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("recipe", RunFolder.json(recipe));
        notes.put(BEST, best.toJson());
        notes.put(MEANS, RunFolder.json(means.pending()));
        return notes;
    }

    /** The best value of a saved training; {@code fresh} where nothing was saved. */
    static EarlyStop best(EarlyStop fresh, RunFolder.Saved saved) {
        return saved.step() == 0 ? fresh : fresh.resumed(saved.notes().get(BEST));
    }

    /** Sums of losses that were not logged yet. */
    static Map<String, double[]> means(RunFolder.Saved saved) {
        try {
            return saved.step() == 0
                    ? Map.of()
                    : JSON.readValue(saved.notes().get(MEANS), new TypeReference<Map<String, double[]>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(saved.notes().get(MEANS), e);
        }
    }
}
