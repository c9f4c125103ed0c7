package org.viseme.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.viseme.audio.MelTimeline;
import org.viseme.face.AffineMap;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;

/**
 * Utterances with the faces of those of their frames that a generator is to draw; all arrays of these frames are in the
 * same order, clip by clip.
 *
 * @param utterances the real clips: mouths, sound, and what is said
 * @param cropSize height and width of a face
 * @param frames where each frame to draw lies in the utterances: {@code clip * utterances.frames() + frame}
 * @param targets what is to be drawn, (frames, 3, height, width), planes of blue, green and red
 * @param references how the person looks at another time of the same clip, likewise
 * @param mels what is heard at each frame, (frames, 1, 80, 16)
 * @param toFace the map from each picture of the mouth, {@link UtteranceBatch#SIZE} pixels wide, to the face: (frames,
 *     6), {@code x' = a x + b y + c} and {@code y' = d x + e y + f}, with pixels' centres at half coordinates
 */
public record HybridBatch(
        UtteranceBatch utterances,
        int cropSize,
        int[] frames,
        byte[] targets,
        byte[] references,
        float[] mels,
        float[] toFace) {
    private static final int MEL = LipBatch.MEL_BANDS * LipBatch.MEL_COLUMNS;
    private static final int MAP = 6;

    /** One frame to draw: its number in the part that is taken, and that of its reference in the clip. */
    record Drawn(int frame, int reference) {}

    /** A part of an utterance, and what is to be drawn of it, in arrays like those of a batch. */
    record Part(
            UtteranceBatch.Part utterance,
            List<Drawn> drawn,
            byte[] targets,
            byte[] references,
            float[] mels,
            float[] toFace) {
        /** @throws org.viseme.VisemeException when a part of the clip cannot be read */
        static Part read(
                UtteranceBatch.Part utterance,
                List<Drawn> drawn,
                Faces faces,
                LoadedClip clip,
                StoredMel mel,
                int cropSize,
                MelTimeline timeline) {
            MouthView view = utterance.view();
            PictureChange change = PictureChange.mirrored(view.mirrored());
            byte[] targets = new byte[Math.multiplyExact(drawn.size(), 3 * cropSize * cropSize)];
            byte[] references = new byte[targets.length];
            float[] mels = new float[drawn.size() * MEL];
            float[] toFace = new float[drawn.size() * MAP];
            for (int i = 0; i < drawn.size(); i++) {
                int frame = utterance.start() + drawn.get(i).frame;
                WindowPixels.copy(clip, frame, 1, 1, cropSize, change, targets, i);
                WindowPixels.copy(clip, drawn.get(i).reference, 1, 1, cropSize, change, references, i);
                int column = timeline.startColumn(frame, ClipMedia.FPS);
                mel.copyWindow(column, LipBatch.MEL_COLUMNS, mels, i * MEL);
                AffineMap map = faces.map(frame, view, cropSize);
                double[] rows = {map.a(), map.b(), map.c(), map.d(), map.e(), map.f()};
                for (int j = 0; j < MAP; j++) {
                    toFace[i * MAP + j] = (float) rows[j];
                }
            }
            return new Part(utterance, drawn, targets, references, mels, toFace);
        }
    }

    /** Where the faces of a clip lie, as {@link ClipArchive} has it. */
    record Faces(float[][] placements, List<Box> boxes) {
        /** @throws org.viseme.VisemeException when the clip is damaged, or has no crops of the mouth */
        static Faces read(ClipStore store, ClipEntry clip) {
            try (ClipArchive archive = store.archive(clip)) {
                return new Faces(
                        archive.placements(CropFamily.AVHUBERT)
                                .orElseThrow(() -> Utterance.incomplete(store, clip, "crops of mouths")),
                        archive.boxes());
            }
        }

        /** From what is seen of a mouth to the face, both of them mirrored where they are. */
        AffineMap map(int frame, MouthView view, int cropSize) {
            AffineMap map = view.toCrop().then(AffineMap.toBox(placements[frame], boxes.get(frame), cropSize));
            return view.mirrored() ? map.then(new AffineMap(-1, 0, cropSize, 0, 1, 0)) : map;
        }
    }

    /** {@link #whole(ClipStore, ClipEntry, ClipEntry, MelTimeline)} with the clip's own sound. */
    public static HybridBatch whole(ClipStore store, ClipEntry entry, MelTimeline timeline) {
        return whole(store, entry, entry, timeline);
    }

    /**
     * A whole clip of which every frame but the first is to be drawn, with the first as reference: what is measured on.
     *
     * @param voice the clip whose sound is heard; silence follows where it is shorter
     * @throws org.viseme.VisemeException when a clip is damaged, or the store was made without crops of mouths
     */
    public static HybridBatch whole(ClipStore store, ClipEntry entry, ClipEntry voice, MelTimeline timeline) {
        Utterance own = Utterance.read(store, entry);
        Utterance utterance = voice.equals(entry)
                ? own
                : own.withSound(Utterance.read(store, voice).sound());
        List<Drawn> drawn = new ArrayList<>();
        for (int frame = 1; frame < utterance.frames(); frame++) {
            drawn.add(new Drawn(frame, 0));
        }
        UtteranceBatch.Part all =
                new UtteranceBatch.Part(utterance, 0, utterance.frames(), MouthView.centre(utterance.size()));
        ClipCache cache = new ClipCache(List.of(new ClipCache.Slot(store, entry), new ClipCache.Slot(store, voice)), 0);
        try (LoadedClip clip = cache.open(0);
                LoadedClip heard = cache.open(1)) {
            int size = entry.cropSize();
            Faces faces = Faces.read(store, entry);
            return of(0, size, List.of(Part.read(all, drawn, faces, clip, heard.mel(), size, timeline)));
        }
    }

    static HybridBatch of(long step, int cropSize, List<Part> parts) {
        UtteranceBatch utterances =
                UtteranceBatch.of(step, parts.stream().map(Part::utterance).toList());
        int count = parts.stream().mapToInt(part -> part.drawn.size()).sum();
        int[] frames = new int[count];
        ByteBuffer targets = ByteBuffer.allocate(Math.multiplyExact(count, 3 * cropSize * cropSize));
        ByteBuffer references = ByteBuffer.allocate(targets.capacity());
        FloatBuffer mels = FloatBuffer.allocate(count * MEL);
        FloatBuffer toFace = FloatBuffer.allocate(count * MAP);
        int to = 0;
        for (int clip = 0; clip < parts.size(); clip++) {
            Part part = parts.get(clip);
            for (Drawn drawn : part.drawn) {
                frames[to++] = clip * utterances.frames() + drawn.frame;
            }
            targets.put(part.targets);
            references.put(part.references);
            mels.put(part.mels);
            toFace.put(part.toFace);
        }
        return new HybridBatch(
                utterances, cropSize, frames, targets.array(), references.array(), mels.array(), toFace.array());
    }

    /** Number of frames to draw. */
    public int size() {
        return frames.length;
    }
}
