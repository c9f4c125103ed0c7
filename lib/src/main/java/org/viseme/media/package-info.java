/**
 * Decoding and encoding behind small types. Read first: {@link org.viseme.media.VideoReader} and
 * {@link org.viseme.media.AudioReader}, whose times share one zero. FFmpeg's
 * libraries come with the class path; no program of that name is needed.
 */
package org.viseme.media;
