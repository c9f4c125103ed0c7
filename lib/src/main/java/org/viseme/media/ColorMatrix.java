package org.viseme.media;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;

/**
 * Which luma and chroma weights a video uses: what it says, else what players assume from its size (BT.601 for standard
 * definition, BT.709 above). Reader and writer follow the same rule, so colours survive a round trip.
 */
final class ColorMatrix {
    private ColorMatrix() {}

    /** The matrix as libswscale numbers it. */
    static int of(int colorspace, int width, int height) {
        return switch (colorspace) {
            case avutil.AVCOL_SPC_BT709 -> swscale.SWS_CS_ITU709;
            case avutil.AVCOL_SPC_FCC -> swscale.SWS_CS_FCC;
            case avutil.AVCOL_SPC_BT470BG, avutil.AVCOL_SPC_SMPTE170M -> swscale.SWS_CS_ITU601;
            case avutil.AVCOL_SPC_SMPTE240M -> swscale.SWS_CS_SMPTE240M;
            case avutil.AVCOL_SPC_BT2020_NCL, avutil.AVCOL_SPC_BT2020_CL -> swscale.SWS_CS_BT2020;
            default -> isHighDefinition(width, height) ? swscale.SWS_CS_ITU709 : swscale.SWS_CS_ITU601;
        };
    }

    static boolean isHighDefinition(int width, int height) {
        return width >= 1280 || height > 576;
    }
}
