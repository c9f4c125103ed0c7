package org.viseme.data.synthetic;

import java.nio.file.Path;
import org.viseme.media.AudioWriter;

/**
 * The sample files of {@code data/samples}: a video of a synthetic speaker and another sentence, of another voice and
 * length, to put into its mouth. Running this class makes them again.
 */
public final class SampleMedia {
    private static final int SIZE = 256;
    private static final long SPEAKER_SEED = 34;
    private static final long SOUND_SEED = 12;
    private static final Voice VIDEO_VOICE = new Voice(185, 1.08, 1.0, 0.06);
    private static final Voice SOUND_VOICE = new Voice(172, 1.10, 0.95, 0.05);
    private static final String VIDEO_SENTENCE = "hello mother we saw a big bird by the river";
    private static final String SOUND_SENTENCE = "please open the window and watch the happy baby move";

    private SampleMedia() {}

    /** The clip behind {@code speaker.mp4}. */
    public static SyntheticClip speaker() {
        SyntheticIdentity identity = SyntheticIdentity.random(SPEAKER_SEED).withVoice(VIDEO_VOICE);
        return SyntheticSpeaker.speak(VIDEO_SENTENCE, ClipSpec.of(identity, SIZE, SPEAKER_SEED));
    }

    /** The clip whose sound is {@code sentence.wav}. */
    public static SyntheticClip sentence() {
        SyntheticIdentity identity = SyntheticIdentity.random(SPEAKER_SEED).withVoice(SOUND_VOICE);
        return SyntheticSpeaker.speak(SOUND_SENTENCE, ClipSpec.of(identity, SIZE, SOUND_SEED));
    }

    /** Writes {@code speaker.mp4}, {@code sentence.wav} and, beside each, its ground truth as JSON. */
    public static void write(Path folder) {
        speaker().write(folder, "speaker");
        SyntheticClip other = sentence();
        AudioWriter.writeWav(other.waveform(), folder.resolve("sentence.wav"));
        GroundTruth.ofSound(other).write(folder.resolve("sentence.json"));
    }

    /**
     * @param arguments the folder to write to
     */
    public static void main(String[] arguments) {
        write(Path.of(arguments[0]));
    }
}
