package org.viseme.train;

import java.util.SplittableRandom;
import org.viseme.VisemeException;
import org.viseme.data.FrameSpans;
import org.viseme.data.UtteranceBatch;

/**
 * What is hidden of an utterance while a network is pretrained (Shi et al., 2022, section 3.2): spans of the sound, and
 * other spans of the pictures, whose frames are replaced by as many consecutive ones from elsewhere in the same
 * utterance.
 *
 * @param soundShare frames that the spans of sound would cover if none lay over another, as a share of all
 * @param soundLength frames of a span of sound
 * @param pictureShare the same of pictures
 * @param pictureLength the same of pictures
 */
public record Masking(double soundShare, int soundLength, double pictureShare, int pictureLength) {
    /** As published for the iterations after the first: 80 % in spans of 10 frames, and 30 % in spans of 5. */
    public static Masking paper() {
        return new Masking(0.8, 10, 0.3, 5);
    }

    public Masking {
        if (!(soundShare >= 0 && soundShare <= 1 && pictureShare >= 0 && pictureShare <= 1)
                || soundShare + pictureShare == 0
                || soundLength < 1
                || pictureLength < 1) {
            throw new VisemeException(
                    "soundShare %s, soundLength %d, pictureShare %s, pictureLength %d"
                            .formatted(soundShare, soundLength, pictureShare, pictureLength),
                    "hides nothing that there is",
                    "use shares from 0 to 1, not both of them 0, and lengths of 1 or more");
        }
    }

    /**
     * A batch with hidden spans.
     *
     * @param mouths as {@link UtteranceBatch#mouths}, with replaced frames
     * @param sound (batch * frames), 1 where the sound is hidden
     * @param pictures (batch * frames), 1 where the picture is
     */
    record Masked(byte[] mouths, byte[] sound, byte[] pictures) {
        /** Whether one of the two is hidden in a frame of the batch. */
        boolean any(int frame) {
            return (sound[frame] | pictures[frame]) != 0;
        }
    }

    /** Hides spans of all utterances of a batch. */
    Masked draw(UtteranceBatch batch, SplittableRandom random) {
        byte[] mouths = batch.mouths().clone();
        byte[] sound = new byte[batch.size() * batch.frames()];
        byte[] pictures = new byte[sound.length];
        for (int i = 0; i < batch.size(); i++) {
            int frames = batch.lengths()[i];
            int first = i * batch.frames();
            boolean[] unheard = FrameSpans.draw(frames, soundShare, soundLength, random);
            boolean[] unseen = FrameSpans.draw(frames, pictureShare, pictureLength, random);
            substitute(batch.mouths(), mouths, first, unseen, random);
            for (int frame = 0; frame < frames; frame++) {
                sound[first + frame] = (byte) (unheard[frame] ? 1 : 0);
                pictures[first + frame] = (byte) (unseen[frame] ? 1 : 0);
            }
        }
        return new Masked(mouths, sound, pictures);
    }

    /** Fills each hidden stretch with frames from elsewhere, so that nothing in a single picture gives it away. */
    private static void substitute(byte[] from, byte[] to, int first, boolean[] hidden, SplittableRandom random) {
        int pixels = UtteranceBatch.SIZE * UtteranceBatch.SIZE;
        for (int start = 0; start < hidden.length; start++) {
            if (hidden[start]) {
                int end = start;
                while (end < hidden.length && hidden[end]) {
                    end++;
                }
                int source = random.nextInt(hidden.length - (end - start) + 1);
                System.arraycopy(from, (first + source) * pixels, to, (first + start) * pixels, (end - start) * pixels);
                start = end;
            }
        }
    }
}
