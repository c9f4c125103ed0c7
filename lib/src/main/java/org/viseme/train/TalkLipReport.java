package org.viseme.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.viseme.metric.WordErrors;

/**
 * How well a TalkLip generator draws clips that it was not trained on, each clip's first frame as reference, and how well
 * they can be read.
 *
 * @param pictures what {@link HeldOutReport} measures of any generator
 * @param readings what each reader makes of them, by its name: {@value #EXPERT} for the one that the generator learns from,
 *     {@value #OBSERVER} for another one; empty where none was asked
 */
public record TalkLipReport(HeldOutReport pictures, Map<String, Legibility> readings) {
    static final String EXPERT = "expert";
    static final String OBSERVER = "observer";

    /**
     * What a reader makes of clips.
     *
     * @param loss mean cross-entropy of a token of the transcript, with the clip's own sound
     * @param drawn its errors when every frame but the first is drawn
     * @param real its errors on the real video
     */
    public record Legibility(double loss, WordErrors drawn, WordErrors real) {}

    /** Figures by reader: the word error rate of what was drawn and of the real video, in percent. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>(pictures.figures());
        readings.forEach((name, reading) -> {
            figures.put(wer(name), 100 * reading.drawn.wordErrorRate());
            figures.put(wer(name) + ", real video", 100 * reading.real.wordErrorRate());
        });
        return figures;
    }

    /** What the word error rate by a reader is called. */
    static String wer(String reader) {
        return "WER by the " + reader + ", %";
    }

    /** The columns of {@code held-out.csv} of a training with an expert. */
    static List<String> columnNames(List<String> pictures) {
        List<String> names = new ArrayList<>(pictures);
        names.addAll(List.of("lip_loss", "wer", "wer_real"));
        return names;
    }

    /** The figures in the order in which they are logged; NaN where no expert was asked. */
    double[] columns() {
        Legibility read = readings.get(EXPERT);
        return DoubleStream.concat(
                        DoubleStream.of(pictures.columns()),
                        read == null
                                ? DoubleStream.of(Double.NaN, Double.NaN, Double.NaN)
                                : DoubleStream.of(read.loss, read.drawn.wordErrorRate(), read.real.wordErrorRate()))
                .toArray();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(pictures.toString());
        readings.forEach((name, reading) -> text.append(String.format(
                Locale.ROOT,
                "; words read wrongly by the %s %.1f %%, %.1f %% in the real video",
                name,
                100 * reading.drawn.wordErrorRate(),
                100 * reading.real.wordErrorRate())));
        return text.toString();
    }
}
