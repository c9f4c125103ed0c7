package org.viseme.data;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Clips by number. A clip is decoded as a whole when it is first used, and kept while there is room; the ones that come
 * later are opened each time. Nothing is ever evicted: samples are drawn uniformly, so no clip is worth more than
 * another. Safe for several threads.
 */
final class ClipCache {
    /** A clip in its store. */
    record Slot(ClipStore store, ClipEntry clip) {}

    private final List<Slot> slots;
    private final AtomicReferenceArray<DecodedClip> decoded;
    private final AtomicLong room;

    ClipCache(List<Slot> slots, long bytes) {
        this.slots = List.copyOf(slots);
        this.decoded = new AtomicReferenceArray<>(slots.size());
        this.room = new AtomicLong(bytes);
    }

    List<Slot> slots() {
        return slots;
    }

    /** @throws org.viseme.VisemeException when the clip's file cannot be read */
    LoadedClip open(int number) {
        DecodedClip kept = decoded.get(number);
        if (kept != null) {
            return kept;
        }
        Slot slot = slots.get(number);
        ClipArchive archive = slot.store.archive(slot.clip);
        try {
            StoredMel mel = archive.mel();
            long bytes = mel.bytes() + (long) slot.clip.frames() * planes(slot.clip.cropSize());
            if (room.addAndGet(-bytes) < 0) {
                room.addAndGet(bytes);
                return new OpenClip(slot, archive, mel);
            }
            DecodedClip clip = decode(slot, archive, mel);
            archive.close();
            if (!decoded.compareAndSet(number, null, clip)) {
                room.addAndGet(bytes);
            }
            return clip;
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static int planes(int cropSize) {
        return 3 * cropSize * cropSize;
    }

    private static DecodedClip decode(Slot slot, ClipArchive archive, StoredMel mel) {
        int size = slot.clip.cropSize();
        byte[][] frames = new byte[slot.clip.frames()][];
        for (int frame = 0; frame < frames.length; frame++) {
            byte[] planes = new byte[planes(size)];
            // A damaged crop is not kept, so it fails when it is used, exactly as it does without a cache.
            frames[frame] = archive.decode(frame, size, planes, 0) ? planes : null;
        }
        return new DecodedClip(slot, frames, mel);
    }

    private static RuntimeException damaged(Slot slot, int frame) {
        return ClipArchive.damaged(
                slot.store.folder().resolve(slot.clip.file()), "the crop of frame " + frame + " is damaged", null);
    }

    private record DecodedClip(Slot slot, byte[][] frames, StoredMel mel) implements LoadedClip {
        @Override
        public void copyFrame(int frame, byte[] target, int offset) {
            if (frames[frame] == null) {
                throw damaged(slot, frame);
            }
            System.arraycopy(frames[frame], 0, target, offset, frames[frame].length);
        }

        @Override
        public void close() {
            // Stays in memory for the next sample.
        }
    }

    private record OpenClip(Slot slot, ClipArchive archive, StoredMel mel) implements LoadedClip {
        @Override
        public void copyFrame(int frame, byte[] target, int offset) {
            if (!archive.decode(frame, slot.clip.cropSize(), target, offset)) {
                throw damaged(slot, frame);
            }
        }

        @Override
        public void close() {
            archive.close();
        }
    }
}
