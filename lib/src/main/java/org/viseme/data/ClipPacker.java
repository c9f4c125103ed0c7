package org.viseme.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * Collects a clip frame by frame, crops compressed, and makes of it what a store keeps. The same clip gives the same
 * bytes, whenever and wherever it is packed.
 */
public final class ClipPacker {
    /** ZIP begins in 1980; the very first moment would be written with a field that depends on the time zone. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final Map<CropFamily, List<byte[]>> crops = new EnumMap<>(CropFamily.class);
    private final Map<CropFamily, List<float[]>> placements = new EnumMap<>(CropFamily.class);
    private final Map<CropFamily, Integer> sizes = new EnumMap<>(CropFamily.class);
    private final List<float[]> boxes = new ArrayList<>();
    private final List<float[]> landmarks = new ArrayList<>();

    /** Takes where the next frame's face is. */
    public void box(Box box) {
        boxes.add(new float[] {(float) box.x(), (float) box.y(), (float) box.width(), (float) box.height()});
    }

    /**
     * Takes the next frame's crop of a family.
     *
     * @param placement the affine map from pixels of the frame to those of the crop, 6 numbers; null for the box's crop
     */
    public void crop(CropFamily family, RgbImage crop, float[] placement) {
        byte[] jpeg = family.grey() ? CropCodec.encodeGrey(crop) : CropCodec.encode(crop);
        crops.computeIfAbsent(family, key -> new ArrayList<>()).add(jpeg);
        sizes.put(family, crop.width());
        if (placement != null) {
            placements.computeIfAbsent(family, key -> new ArrayList<>()).add(placement);
        }
    }

    /** Takes the next frame's landmarks, in pixels of the face's crop. */
    public void landmarks(float[] points) {
        landmarks.add(points);
    }

    public int frames() {
        return boxes.size();
    }

    /** The crop of the face in the middle of the clip, as it will be read. */
    public RgbImage middleCrop() {
        return CropCodec.decode(crops.get(CropFamily.WAV2LIP).get(frames() / 2)).orElseThrow();
    }

    /** Leaves frames out at both ends. */
    public void trim(int first, int last) {
        crops.replaceAll((family, all) -> within(all, first, last));
        placements.replaceAll((family, all) -> within(all, first, last));
        List<float[]> keptBoxes = within(boxes, first, last);
        boxes.clear();
        boxes.addAll(keptBoxes);
        if (!landmarks.isEmpty()) {
            List<float[]> keptLandmarks = within(landmarks, first, last);
            landmarks.clear();
            landmarks.addAll(keptLandmarks);
        }
    }

    private static <T> List<T> within(List<T> all, int first, int last) {
        return new ArrayList<>(all.subList(first, all.size() - last));
    }

    /**
     * The clip.
     *
     * @param sound rounded to 16 bits, see {@link #rounded}
     * @param cutSeconds how much of the source's beginning was left out
     */
    public PackedClip pack(ClipInfo info, Waveform sound, Set<AudioFeature> features, double cutSeconds) {
        Map<String, Integer> cropSizes = new LinkedHashMap<>();
        sizes.forEach((family, size) -> cropSizes.put(family.label(), size));
        Map<AudioFeature, float[][]> heard = new EnumMap<>(AudioFeature.class);
        Map<String, int[]> shapes = new LinkedHashMap<>();
        for (AudioFeature feature : features) {
            float[][] rows = feature.of(sound);
            heard.put(feature, rows);
            shapes.put(feature.label(), new int[] {rows.length, rows[0].length});
        }
        int numbers = landmarks.isEmpty() ? 0 : landmarks.getFirst().length;
        ClipArchive.Header header = new ClipArchive.Header(info, frames(), cropSizes, shapes, numbers, cutSeconds);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            add(out, "clip.json", ClipArchive.JSON.writeValueAsBytes(header));
            for (Map.Entry<CropFamily, List<byte[]>> family : crops.entrySet()) {
                for (int frame = 0; frame < frames(); frame++) {
                    add(
                            out,
                            ClipArchive.cropName(family.getKey(), frame),
                            family.getValue().get(frame));
                }
            }
            for (Map.Entry<CropFamily, List<float[]>> family : placements.entrySet()) {
                add(out, ClipArchive.placementsName(family.getKey()), bytes(family.getValue()));
            }
            add(out, "boxes.f32", bytes(boxes));
            for (Map.Entry<AudioFeature, float[][]> feature : heard.entrySet()) {
                add(out, ClipArchive.featureName(feature.getKey()), bytes(List.of(feature.getValue())));
            }
            add(out, "sound.wav", wavBytes(sound));
            if (numbers > 0) {
                add(out, "landmarks.f32", bytes(landmarks));
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return new PackedClip(info, frames(), sizes.get(CropFamily.WAV2LIP), bytes.toByteArray());
    }

    /** A clip in memory in its packed form, with Wav2Lip's crops and spectrogram alone. */
    static PackedClip pack(PreparedClip clip) {
        ClipPacker packer = new ClipPacker();
        for (int frame = 0; frame < clip.frames(); frame++) {
            packer.box(clip.boxes().get(frame));
            packer.crop(CropFamily.WAV2LIP, clip.crops().get(frame), null);
            if (clip.landmarks().isPresent()) {
                packer.landmarks(clip.landmarks().get()[frame]);
            }
        }
        return packer.pack(clip.info(), clip.sound(), Set.of(AudioFeature.MEL), clip.cutSeconds());
    }

    private static void add(ZipOutputStream out, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum(content));
        entry.setTimeLocal(EPOCH);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static long checksum(byte[] content) {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        return checksum.getValue();
    }

    private static byte[] bytes(List<float[]> rows) {
        int count = rows.stream().mapToInt(row -> row.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float value : row) {
                buffer.putFloat(value);
            }
        }
        return buffer.array();
    }

    private static byte[] wavBytes(Waveform sound) throws IOException {
        float[] samples = sound.samples();
        ByteBuffer pcm = ByteBuffer.allocate(samples.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float sample : samples) {
            pcm.putShort(pcm16(sample));
        }
        AudioFormat format = new AudioFormat(sound.sampleRate(), Short.SIZE, 1, true, false);
        ByteArrayOutputStream wav = new ByteArrayOutputStream();
        try (AudioInputStream stream =
                new AudioInputStream(new ByteArrayInputStream(pcm.array()), format, samples.length)) {
            AudioSystem.write(stream, AudioFileFormat.Type.WAVE, wav);
        }
        return wav.toByteArray();
    }

    /** The sound as it will be read from the store, with 16 bits a sample. */
    public static Waveform rounded(Waveform sound) {
        float[] samples = sound.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm16(samples[i]) / ClipArchive.PCM_SCALE;
        }
        return new Waveform(samples, sound.sampleRate());
    }

    private static short pcm16(float sample) {
        return (short) Math.clamp(Math.round(sample * ClipArchive.PCM_SCALE), Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
