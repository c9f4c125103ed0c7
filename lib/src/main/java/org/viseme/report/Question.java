package org.viseme.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.viseme.VisemeException;

/**
 * What raters are asked about a video, on a scale from 1 to 5: the questions of the user studies of LPIPS-AttnWav2Lip
 * (table 4: sync, quality), TalkLip (table 2: all four) and AV-CAT (table 2: sync, quality, realness).
 */
public enum Question {
    SYNC("How well do lips and sound fit together?", "not at all", "perfectly", Measure.MOS_SYNC),
    QUALITY("How good is the picture?", "very bad", "excellent", Measure.MOS_QUALITY),
    REALNESS("How real does the video look?", "clearly fake", "like a real recording", Measure.MOS_REALNESS),
    /** Asked of videos without sound; raters are told what is said, as in TalkLip's study. */
    INTELLIGIBILITY("How well can you read this from the lips?", "not at all", "clearly", Measure.MOS_INTELLIGIBILITY);

    /** The questions that need nothing but the videos. */
    public static final List<Question> COMMON = List.of(SYNC, QUALITY, REALNESS);

    private final String text;
    private final String low;
    private final String high;
    private final Measure measure;

    Question(String text, String low, String high, Measure measure) {
        this.text = text;
        this.low = low;
        this.high = high;
        this.measure = measure;
    }

    /**
     * The question of a label.
     *
     * @throws VisemeException when there is none
     */
    public static Question of(String label) {
        return Arrays.stream(values())
                .filter(question -> question.label().equalsIgnoreCase(label.strip()))
                .findFirst()
                .orElseThrow(() -> new VisemeException(
                        label,
                        "is no question",
                        "use " + Arrays.stream(values()).map(Question::label).collect(Collectors.joining(", "))));
    }

    /** As files name it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As raters read it. */
    public String text() {
        return text;
    }

    /** What 1 means. */
    public String low() {
        return low;
    }

    /** What 5 means. */
    public String high() {
        return high;
    }

    /** The column of the papers' tables that its mean belongs to. */
    public Measure measure() {
        return measure;
    }
}
