package org.viseme.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.viseme.VisemeException;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * One clip of a store: a ZIP archive without compression inside a shard, readable with any tool. Numbers are
 * little-endian 32-bit floats.
 *
 * <pre>
 * clip.json               the {@link Header}
 * wav2lip/00000.jpg       the crop of every frame, for each {@link CropFamily}
 * avhubert/placements.f32 (frames, 6): the affine map from pixels of the source to those of the crop, for each family
 *                         but Wav2Lip's
 * boxes.f32               (frames, 4): x, y, width, height of the face in the source
 * sound.wav               mono, 16 bit
 * sound/mel.f32           (bands, columns), and the other {@link AudioFeature}s with the shapes in clip.json
 * landmarks.f32           (frames, points * 2), in pixels of the wav2lip crop, where known
 * </pre>
 */
final class ClipArchive implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final float PCM_SCALE = 32768;
    private final Path file;
    private final StoredZip zip;

    /**
     * What {@code clip.json} holds.
     *
     * @param crops sizes of the crops, by the labels of their families
     * @param features shapes of the audio features, by their labels
     * @param landmarks numbers a frame in {@code landmarks.f32}
     * @param cutSeconds how much of the source's beginning was left out
     */
    record Header(
            ClipInfo info,
            int frames,
            Map<String, Integer> crops,
            Map<String, int[]> features,
            int landmarks,
            double cutSeconds) {}

    private ClipArchive(Path file, StoredZip zip) {
        this.file = file;
        this.zip = zip;
    }

    /** @throws VisemeException when the shard is missing or the clip damaged */
    static ClipArchive open(Path shard, long offset, long bytes) {
        try {
            return new ClipArchive(shard, new StoredZip(shard, offset, bytes));
        } catch (IOException e) {
            throw damaged(shard, String.valueOf(e.getMessage()), e);
        }
    }

    /** What is known about the clip. */
    ClipInfo info() {
        return header().info;
    }

    /** Writes a crop as planes of blue, green and red. */
    void decode(CropFamily family, int frame, int size, byte[] planes, int offset) {
        String name = cropName(family, frame);
        if (!CropCodec.decodePlanes(bytes(name), size, planes, offset)) {
            throw damaged(file, name + " is no picture of " + size + " pixels", null);
        }
    }

    /** All crops of a family; empty when the clip has none. */
    List<RgbImage> crops(CropFamily family) {
        Header header = header();
        List<RgbImage> crops = new ArrayList<>();
        for (int frame = 0; header.crops.containsKey(family.label()) && frame < header.frames; frame++) {
            String name = cropName(family, frame);
            crops.add(CropCodec.decode(bytes(name)).orElseThrow(() -> damaged(file, name + " is no picture", null)));
        }
        return crops;
    }

    /** The map from the source to the crop of every frame, (frames, 6); empty when the clip has none. */
    Optional<float[][]> placements(CropFamily family) {
        Header header = header();
        String name = placementsName(family);
        return !has(name) ? Optional.empty() : Optional.of(rows(name, header.frames, 6));
    }

    /** Where the face lies in every frame of the source. */
    List<Box> boxes() {
        return Arrays.stream(rows("boxes.f32", header().frames, 4))
                .map(row -> new Box(row[0], row[1], row[2], row[3]))
                .toList();
    }

    /** An audio feature as (rows, columns); empty when the clip has none. */
    Optional<float[][]> feature(AudioFeature feature) {
        int[] shape = header().features.get(feature.label());
        return Optional.ofNullable(shape).map(known -> rows(featureName(feature), known[0], known[1]));
    }

    StoredMel mel() {
        byte[] bytes = bytes(featureName(AudioFeature.MEL));
        int columns = bytes.length / (LipBatch.MEL_BANDS * Float.BYTES);
        return new StoredMel(
                LipBatch.MEL_BANDS,
                columns,
                floats(featureName(AudioFeature.MEL), bytes, LipBatch.MEL_BANDS * columns));
    }

    private Header header() {
        try {
            return JSON.readValue(bytes("clip.json"), Header.class);
        } catch (IOException e) {
            throw damaged(file, "clip.json is damaged", e);
        }
    }

    /** The clip with the crops of the face, decoded. */
    PreparedClip read() {
        Header header = header();
        Waveform sound = sound();
        // The stored sound is what the stored spectrogram was made of, so this is the same one.
        Mel mel = MelSpectrogram.of(MelConfig.wav2lip()).compute(sound);
        Optional<float[][]> landmarks = header.landmarks == 0
                ? Optional.empty()
                : Optional.of(rows("landmarks.f32", header.frames, header.landmarks));
        return new PreparedClip(
                header.info, crops(CropFamily.WAV2LIP), boxes(), mel, sound, landmarks, header.cutSeconds);
    }

    private Waveform sound() {
        try (AudioInputStream wav = AudioSystem.getAudioInputStream(new ByteArrayInputStream(bytes("sound.wav")))) {
            ByteBuffer pcm = ByteBuffer.wrap(wav.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            float[] samples = new float[pcm.remaining() / Short.BYTES];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = pcm.getShort() / PCM_SCALE;
            }
            return new Waveform(samples, Math.round(wav.getFormat().getSampleRate()));
        } catch (IOException | UnsupportedAudioFileException e) {
            throw damaged(file, "sound.wav is no sound", e);
        }
    }

    private float[][] rows(String name, int rows, int columns) {
        float[] all = floats(name, bytes(name), rows * columns);
        float[][] result = new float[rows][columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(all, row * columns, result[row], 0, columns);
        }
        return result;
    }

    private float[] floats(String name, byte[] bytes, int count) {
        if (bytes.length != (long) count * Float.BYTES) {
            throw damaged(
                    file, name + " has " + bytes.length + " bytes instead of " + (long) count * Float.BYTES, null);
        }
        float[] floats = new float[count];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    private byte[] bytes(String name) {
        try {
            return zip.read(name);
        } catch (IOException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    private boolean has(String name) {
        try {
            return zip.has(name);
        } catch (IOException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw damaged(file, "cannot be closed", e);
        }
    }

    static String cropName(CropFamily family, int frame) {
        return String.format(Locale.ROOT, "%s/%05d.jpg", family.label(), frame);
    }

    static String placementsName(CropFamily family) {
        return family.label() + "/placements.f32";
    }

    static String featureName(AudioFeature feature) {
        return "sound/" + feature.label() + ".f32";
    }

    static VisemeException damaged(Path file, String problem, Exception cause) {
        return new VisemeException(
                file.toString(),
                "holds a clip that cannot be read: " + problem,
                "prepare the corpus again into a new folder",
                cause);
    }
}
