package org.viseme.data;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.viseme.face.CropFamily;

/**
 * Clips by number. What is read of a clip is kept, crops decoded, while there is room; whatever comes later is read each
 * time. Nothing is ever evicted: samples are drawn uniformly, so no crop is worth more than another. Safe for several
 * threads.
 */
final class ClipCache {
    /** A clip in its store. */
    record Slot(ClipStore store, ClipEntry clip) {}

    private final List<Slot> slots;
    private final AtomicReferenceArray<Kept> kept;
    private final AtomicLong room;

    ClipCache(List<Slot> slots, long bytes) {
        this.slots = List.copyOf(slots);
        this.kept = new AtomicReferenceArray<>(slots.size());
        this.room = new AtomicLong(bytes);
    }

    List<Slot> slots() {
        return slots;
    }

    /** What is kept of a clip; crops are null until they have been read. */
    private record Kept(StoredMel mel, AtomicReferenceArray<byte[]> crops) {}

    /** The clip's file is opened when something is asked for that is not kept. */
    LoadedClip open(int number) {
        return new CachedClip(number);
    }

    private boolean reserve(long bytes) {
        if (room.addAndGet(-bytes) >= 0) {
            return true;
        }
        room.addAndGet(bytes);
        return false;
    }

    private final class CachedClip implements LoadedClip {
        private final int number;
        private final Slot slot;
        private ClipArchive archive;

        CachedClip(int number) {
            this.number = number;
            this.slot = slots.get(number);
        }

        @Override
        public void copyFrame(int frame, byte[] target, int offset) {
            Kept clip = kept.get(number);
            byte[] crop = clip == null ? null : clip.crops.get(frame);
            int size = slot.clip.cropSize();
            int bytes = 3 * size * size;
            if (crop == null) {
                archive().decode(CropFamily.WAV2LIP, frame, size, target, offset);
                if (clip != null && reserve(bytes)) {
                    crop = new byte[bytes];
                    System.arraycopy(target, offset, crop, 0, bytes);
                    if (!clip.crops.compareAndSet(frame, null, crop)) {
                        room.addAndGet(bytes);
                    }
                }
            } else {
                System.arraycopy(crop, 0, target, offset, bytes);
            }
        }

        @Override
        public StoredMel mel() {
            Kept clip = kept.get(number);
            if (clip != null) {
                return clip.mel;
            }
            StoredMel mel = archive().mel();
            if (reserve(mel.bytes())) {
                Kept fresh = new Kept(mel, new AtomicReferenceArray<>(slot.clip.frames()));
                if (!kept.compareAndSet(number, null, fresh)) {
                    room.addAndGet(mel.bytes());
                }
            }
            return mel;
        }

        private ClipArchive archive() {
            if (archive == null) {
                archive = slot.store.archive(slot.clip);
            }
            return archive;
        }

        @Override
        public void close() {
            if (archive != null) {
                archive.close();
            }
        }
    }
}
