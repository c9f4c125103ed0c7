package org.viseme.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.viseme.checkpoint.PickleBytes.pickle;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.VisemeException;
import org.viseme.checkpoint.TorchFiles.Zip;
import org.viseme.checkpoint.TorchFiles.Zip.Fake;

/** What the containers of checkpoints must not do: refusals 8 to 11 of the project's list for checkpoints. */
class ContainerRefusalsTest {
    private static final byte[] DATA = TorchFiles.floats(1, 2);

    @TempDir
    Path folder;

    private static byte[] goodPickle() {
        return pickle().op("}").text("weight").vector("0", 2).op("s").stop();
    }

    private static byte[] legacyPickle() {
        return TorchFiles.legacyPickle(goodPickle(), 2);
    }

    private static Zip goodZip() {
        return new Zip().add("archive/data.pkl", goodPickle()).add("archive/data/0", DATA);
    }

    private void assertRefused(String because, byte[] bytes) {
        Path file = TorchFiles.write(folder, bytes);
        VisemeException refusal = assertThrows(VisemeException.class, () -> Checkpoint.read(file));
        assertTrue(refusal.getMessage().contains(because), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(file + ": "), refusal.getMessage());
    }

    private void assertEntryRefused(String because, Consumer<Fake> lie) {
        Fake fake = new Fake("archive/data/0", DATA);
        lie.accept(fake);
        assertRefused(
                because,
                new Zip().add("archive/data.pkl", goodPickle()).add(fake).bytes());
    }

    // 8: ZIP

    @Test
    void anHonestArchiveIsRead() {
        Checkpoint checkpoint =
                Checkpoint.read(TorchFiles.write(folder, goodZip().bytes()));
        assertEquals(TensorData.of(new float[] {1, 2}, 2), checkpoint.state().get("weight"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "archive/../../evil",
                "/etc/passwd",
                "archive\\evil",
                "C:evil",
                "archive/a\u0000b",
                ".."
            })
    void unsafeNamesAreRefused(String name) {
        assertRefused("unsafe entry name", goodZip().add(name, "x").bytes());
    }

    @Test
    void entriesAreUniqueAndUnderOneRoot() {
        assertRefused("two entries", goodZip().add("archive/data/0", DATA).bytes());
        assertRefused(
                "several data.pkl",
                goodZip().add("other/data.pkl", goodPickle()).bytes());
        assertRefused(
                "several data.pkl",
                goodZip().add("archive/x/data.pkl", goodPickle()).bytes());
        assertRefused("outside archive/", goodZip().add("other/x", "x").bytes());
        assertRefused("not one of torch.save", new Zip().add("archive/x", "x").bytes());
    }

    @Test
    void localHeadersAgreeWithTheDirectory() {
        assertEntryRefused("disagrees", fake -> fake.localName = "archive/data/1");
        assertEntryRefused("disagrees", fake -> fake.localMethod = 8);
        assertEntryRefused("disagrees", fake -> fake.descriptorSize = 4);
        assertEntryRefused("disagrees", fake -> fake.flags = 0); // without a descriptor the header may not be blank
        assertEntryRefused("disagrees", fake -> fake.localOffset = 0);
    }

    @Test
    void checksumsMethodsAndFlagsAreChecked() {
        assertEntryRefused("checksum", fake -> fake.crc++);
        assertEntryRefused("compressed", fake -> {
            fake.method = 8;
            fake.localMethod = 8;
        });
        assertEntryRefused("encrypted", fake -> fake.flags |= 1);
        assertEntryRefused("encrypted", fake -> fake.flags |= 1 << 6);
        assertEntryRefused("flags", fake -> fake.flags |= 1 << 5);
    }

    @Test
    void entriesDoNotOverlap() {
        byte[] inner = goodZip().bytes();
        Zip zip = goodZip();
        byte[] whole = zip.add("archive/a", inner).bytes();
        int nested = indexOf(whole, inner);
        Fake fake = new Fake("archive/data.pkl2", goodPickle());
        fake.localName = "archive/data.pkl2";
        fake.localOffset = nested;
        assertRefused("ZIP archive", goodZip().add("archive/a", inner).add(fake).bytes());
        // the same content named twice, both honestly, is an overlap as well
        Zip twice = goodZip();
        Fake again = new Fake("archive/data/0", DATA);
        again.localOffset = indexOf(goodZip().bytes(), "archive/data/0".getBytes(StandardCharsets.UTF_8)) - 30;
        assertRefused("ZIP archive has", twice.add(again).bytes());
    }

    @Test
    void theDirectoryIsWholeAndConsistent() {
        byte[] whole = goodZip().bytes();
        for (byte[] part : TorchFiles.prefixes(whole)) {
            assertThrows(RefusedException.class, () -> TorchZip.read(FileBytes.of(part)));
        }
        assertRefused("directory", new PickleBytes().raw(whole).op("x").bytes());
        byte[] comment = whole.clone();
        comment[whole.length - 2] = 1;
        assertRefused("comment", comment);
        byte[] fewer = whole.clone();
        fewer[whole.length - 22 - 20 - 56 + 24] = 1;
        assertRefused("ZIP archive has", fewer);
    }

    @Test
    void otherByteOrdersAreRefused() {
        assertRefused("little-endian", goodZip().add("archive/byteorder", "big").bytes());
        assertRefused("little-endian", goodZip().add("archive/byteorder", "").bytes());
    }

    @Test
    void anyFlippedBitIsRefusedOrHarmless() {
        byte[] whole = goodZip().bytes();
        TensorData good = TensorData.of(new float[] {1, 2}, 2);
        int harmless = 0;
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            try {
                TorchContent content = TorchZip.read(FileBytes.of(flipped));
                Checkpoint read = PthLayout.arrange(content, PthOptions.STRICT, flipped.length);
                assertEquals(good, read.state().get("weight"));
                harmless++;
            } catch (RefusedException e) {
                assertFalse(e.getMessage().isBlank());
            }
        }
        assertTrue(harmless < 2 * whole.length, "only dates, attributes and the like may be wrong unnoticed");
    }

    // 9: the old formats

    @Test
    void theOldFormatIsBoundedOnAllSides() {
        byte[] whole = TorchFiles.legacy(legacyPickle(), "0", DATA);
        Checkpoint checkpoint = Checkpoint.read(TorchFiles.write(folder, whole));
        assertEquals(TensorData.of(new float[] {1, 2}, 2), checkpoint.state().get("weight"));
        for (byte[] part : TorchFiles.prefixes(whole)) {
            assertThrows(RefusedException.class, () -> TorchLegacy.read(FileBytes.of(part)));
        }
        assertRefused(
                "bytes after its last tensor",
                new PickleBytes().raw(whole).op("x").bytes());
        assertRefused("number of elements", TorchFiles.legacy(legacyPickle(), "0", TorchFiles.floats(1)));
        assertRefused("names one", TorchFiles.legacy(legacyPickle(), "1", DATA));
        assertRefused("each storage once", TorchFiles.legacy(legacyPickle()));
        assertRefused("each storage once", TorchFiles.legacy(legacyPickle(), "0", DATA, "0", DATA));
    }

    @Test
    void theOldFormatRefusesForeignHeads() {
        byte[] tail = Arrays.copyOfRange(
                TorchFiles.legacy(legacyPickle(), "0", DATA),
                TorchFiles.legacyHead(true).length,
                TorchFiles.legacy(legacyPickle(), "0", DATA).length);
        assertRefused(
                "little-endian",
                new PickleBytes().raw(TorchFiles.legacyHead(false)).raw(tail).bytes());
        assertRefused("not one of torch.save", goodPickle());
        byte[] version = TorchFiles.legacy(legacyPickle(), "0", DATA);
        version[18] = 4;
        assertRefused("unknown version", version);
        byte[] tar = new byte[1024];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        assertRefused("tar archive", tar);
    }

    @Test
    void theOldFormatRefusesUnlistedNamesInEveryPickle() {
        byte[] evil = pickle().global("os", "system").op(")R.").bytes();
        assertRefused("os.system", TorchFiles.legacy(evil));
        byte[] head = Arrays.copyOf(TorchFiles.legacyHead(true), 15);
        assertRefused("os.system", new PickleBytes().raw(head).raw(evil).bytes());
    }

    // 10: programs

    @Test
    void programsAreRefused() {
        assertRefused(
                "TorchScript",
                goodZip().add("archive/constants.pkl", goodPickle()).bytes());
        assertRefused(
                "TorchScript",
                goodZip().add("archive/code/__torch__.py", "pass").bytes());
    }

    // 11: safetensors

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":1}}",
                "{\"a\":[]}",
                "{\"__metadata__\":{\"k\":1},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} {}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}",
                "{}",
                "{a:1}"
            })
    void brokenSafetensorsHeadersAreRefused(String header) {
        assertRefused("safetensors", safetensors(header, header.length()));
    }

    @Test
    void impossibleHeaderLengthsAreRefused() {
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        assertEquals(
                TensorData.of(new float[] {1, 2}, 2),
                Checkpoint.read(TorchFiles.write(folder, safetensors(header, header.length())))
                        .state()
                        .get("a"));
        for (long length : new long[] {0, 1, header.length() + 9L, 100_000_001, 1L << 40, -1, Long.MIN_VALUE}) {
            assertRefused("claims", safetensors(header, length));
        }
        assertRefused("safetensors", safetensors(header, header.length() + 8L));
    }

    @Test
    void otherFilesAreNoCheckpoints() {
        assertRefused("not a checkpoint", "hello, this is a text file".getBytes(StandardCharsets.US_ASCII));
        assertRefused("not a checkpoint", new byte[] {1});
        assertRefused("is empty", new byte[0]);
        VisemeException missing =
                assertThrows(VisemeException.class, () -> Checkpoint.read(folder.resolve("no such file")));
        assertTrue(missing.getMessage().contains("does not exist"));
        assertTrue(assertThrows(VisemeException.class, () -> Checkpoint.read(folder))
                .getMessage()
                .contains("is a folder"));
    }

    private static byte[] safetensors(String header, long length) {
        return new PickleBytes().i64(length).op(header).raw(DATA).bytes();
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i <= bytes.length - part.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
