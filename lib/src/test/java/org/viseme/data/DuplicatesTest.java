package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

class DuplicatesTest {
    private static final int WORDS = 6;

    private static Mel mel(Waveform sound) {
        return MelSpectrogram.of(MelConfig.wav2lip()).compute(sound);
    }

    private static RgbImage middle(SyntheticClip clip) {
        return clip.frame(clip.frameCount() / 2);
    }

    /** Quieter, with noise, compressed and smaller. */
    private static Fingerprint ofCopy(SyntheticClip clip) {
        Random random = new Random(4);
        float[] samples = clip.waveform().samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.6 * samples[i] + 0.0005 * random.nextGaussian());
        }
        RgbImage small = middle(clip).resize(80, 80);
        RgbImage compressed = Images.decode(Images.encodeJpeg(small, 70));
        return Fingerprint.of(compressed, mel(new Waveform(samples, Waveform.SPEECH_RATE)));
    }

    @Test
    void copiesAreFoundAndOtherClipsAreNot() {
        SyntheticCorpus corpus = new SyntheticCorpus(21, 16, 96);
        Duplicates duplicates = new Duplicates();
        List<SyntheticClip> clips = new ArrayList<>();
        for (int i = 0; i < corpus.count(); i++) {
            SyntheticClip clip = corpus.clip(i);
            Fingerprint fingerprint = Fingerprint.of(middle(clip), mel(clip.waveform()));
            assertEquals(Optional.empty(), duplicates.of(fingerprint), clip.id());
            duplicates.add(clip.id(), fingerprint);
            clips.add(clip);
        }
        for (SyntheticClip clip : clips) {
            assertEquals(Optional.of(clip.id()), duplicates.of(ofCopy(clip)));
        }
    }

    @Test
    void everyDifferenceWithinTheToleranceIsFound() {
        Random random = new Random(8);
        Duplicates duplicates = new Duplicates();
        Fingerprint known =
                new Fingerprint(random.nextLong(), random.longs(WORDS).toArray());
        duplicates.add("known", known);
        for (int trial = 0; trial < 2000; trial++) {
            assertTrue(duplicates
                    .of(changed(known, Fingerprint.SOUND_TOLERANCE, random))
                    .isPresent());
            assertFalse(duplicates
                    .of(changed(known, Fingerprint.SOUND_TOLERANCE + 1, random))
                    .isPresent());
        }
    }

    /** Other bits in so many places of the sound. */
    private static Fingerprint changed(Fingerprint known, int bits, Random random) {
        Set<Integer> places = new HashSet<>();
        while (places.size() < bits) {
            places.add(random.nextInt(WORDS * Long.SIZE));
        }
        String text = known.toString();
        long picture = Long.parseUnsignedLong(text.substring(0, 16), 16);
        long[] sound = new long[WORDS];
        for (int word = 0; word < WORDS; word++) {
            sound[word] = Long.parseUnsignedLong(text.substring(16 * (word + 1), 16 * (word + 2)), 16);
        }
        places.forEach(place -> sound[place / Long.SIZE] ^= 1L << place % Long.SIZE);
        return new Fingerprint(picture, sound);
    }

    /** Recordings begin and end in silence; that they share it makes them no candidates. */
    @Test
    void silenceAloneMakesNoCopies() {
        Duplicates duplicates = new Duplicates();
        Fingerprint silent = new Fingerprint(5, 0, 0, 0, 0, 0, 0);
        duplicates.add("silent", silent);
        assertEquals(Optional.empty(), duplicates.of(silent));
        Fingerprint spoken = new Fingerprint(5, 0, 0, 0x1234_5678_9abc_def0L, 77, 0, 0);
        duplicates.add("spoken", spoken);
        assertEquals(Optional.of("spoken"), duplicates.of(spoken));
    }

    @Test
    void fingerprintComesBackFromItsText() {
        Fingerprint fingerprint = new Fingerprint(-5, 77, Long.MIN_VALUE, 0, -1, 3, 4);
        assertEquals(fingerprint, Fingerprint.parse(fingerprint.toString()));
    }
}
