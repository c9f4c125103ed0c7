package org.viseme.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.viseme.VisemeException;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.face.Box;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * One clip of a store in its file: a ZIP archive without compression, readable with any tool. Numbers are little-endian
 * 32-bit floats.
 *
 * <pre>
 * clip.json          the {@link ClipInfo}, number of frames, shapes
 * crops/00000.jpg    the crop of every frame
 * boxes.f32          (frames, 4): x, y, width, height
 * mel.f32            (bands, columns)
 * sound.wav          mono, 16 bit
 * landmarks.f32      (frames, points * 2), where known
 * </pre>
 */
final class ClipArchive implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final float PCM_SCALE = 32768;
    private final Path file;
    private final ZipFile zip;

    /** What {@code clip.json} holds. */
    private record Header(
            ClipInfo info, int frames, int cropSize, int melBands, int melColumns, int landmarks, double cutSeconds) {}

    private ClipArchive(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    /** @throws VisemeException when the file is missing or damaged */
    static ClipArchive open(Path file) {
        try {
            return new ClipArchive(file, new ZipFile(file.toFile()));
        } catch (IOException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes a crop as planes of blue, green and red. */
    void decode(int frame, int size, byte[] planes, int offset) {
        if (!CropCodec.decodePlanes(bytes(cropName(frame)), size, planes, offset)) {
            throw damaged(file, cropName(frame) + " is no picture of " + size + " pixels", null);
        }
    }

    StoredMel mel() {
        byte[] bytes = bytes("mel.f32");
        int columns = bytes.length / (LipBatch.MEL_BANDS * Float.BYTES);
        return new StoredMel(LipBatch.MEL_BANDS, columns, floats("mel.f32", bytes, LipBatch.MEL_BANDS * columns));
    }

    private Header header() {
        try {
            return JSON.readValue(bytes("clip.json"), Header.class);
        } catch (IOException e) {
            throw damaged(file, "clip.json is damaged", e);
        }
    }

    /** Everything, decoded. */
    PreparedClip read() {
        Header header = header();
        List<RgbImage> crops = new ArrayList<>();
        for (int frame = 0; frame < header.frames; frame++) {
            String name = cropName(frame);
            crops.add(CropCodec.decode(bytes(name)).orElseThrow(() -> damaged(file, name + " is no picture", null)));
        }
        float[] numbers = floats("boxes.f32", bytes("boxes.f32"), header.frames * 4);
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < numbers.length; i += 4) {
            boxes.add(new Box(numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]));
        }
        Waveform sound = sound();
        // The stored sound is what the stored spectrogram was made of, so this is the same one.
        Mel mel = MelSpectrogram.of(MelConfig.wav2lip()).compute(sound);
        return new PreparedClip(header.info, crops, boxes, mel, sound, landmarks(header), header.cutSeconds);
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

    private Optional<float[][]> landmarks(Header header) {
        if (header.landmarks == 0) {
            return Optional.empty();
        }
        float[] all = floats("landmarks.f32", bytes("landmarks.f32"), header.frames * header.landmarks);
        float[][] rows = new float[header.frames][header.landmarks];
        for (int frame = 0; frame < rows.length; frame++) {
            System.arraycopy(all, frame * header.landmarks, rows[frame], 0, header.landmarks);
        }
        return Optional.of(rows);
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
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw damaged(file, name + " is missing", null);
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            byte[] bytes = stream.readAllBytes();
            if (bytes.length != entry.getSize() || crc(bytes) != entry.getCrc()) {
                throw damaged(file, name + " does not have its checksum", null);
            }
            return bytes;
        } catch (IOException e) {
            throw damaged(file, name + " cannot be read", e);
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

    /** The file of a clip. */
    static byte[] pack(PreparedClip clip) {
        Mel mel = clip.mel();
        int points = clip.landmarks().map(rows -> rows[0].length).orElse(0);
        Header header = new Header(
                clip.info(), clip.frames(), clip.cropSize(), mel.bands(), mel.columns(), points, clip.cutSeconds());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            add(out, "clip.json", JSON.writeValueAsBytes(header));
            for (int frame = 0; frame < clip.frames(); frame++) {
                add(out, cropName(frame), CropCodec.encode(clip.crops().get(frame)));
            }
            add(out, "boxes.f32", boxBytes(clip.boxes()));
            add(out, "mel.f32", floatBytes(mel.toArray()));
            add(out, "sound.wav", wavBytes(clip.sound()));
            if (points > 0) {
                add(out, "landmarks.f32", floatBytes(clip.landmarks().get()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc(bytes));
        // The same clip gives the same bytes, whenever it is written.
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private static byte[] boxBytes(List<Box> boxes) {
        float[][] rows = new float[boxes.size()][];
        for (int i = 0; i < rows.length; i++) {
            Box box = boxes.get(i);
            rows[i] = new float[] {(float) box.x(), (float) box.y(), (float) box.width(), (float) box.height()};
        }
        return floatBytes(rows);
    }

    private static byte[] floatBytes(float[]... rows) {
        int count = 0;
        for (float[] row : rows) {
            count += row.length;
        }
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

    /** The sound as it will be read from the archive, with 16 bits a sample. */
    static Waveform rounded(Waveform sound) {
        float[] samples = sound.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm16(samples[i]) / PCM_SCALE;
        }
        return new Waveform(samples, sound.sampleRate());
    }

    private static short pcm16(float sample) {
        return (short) Math.clamp(Math.round(sample * PCM_SCALE), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static String cropName(int frame) {
        return String.format(Locale.ROOT, "crops/%05d.jpg", frame);
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    static VisemeException damaged(Path file, String problem, Exception cause) {
        return new VisemeException(
                file.toString(),
                "not a readable clip: " + problem,
                "delete it and its line in manifest.jsonl, then prepare again",
                cause);
    }
}
