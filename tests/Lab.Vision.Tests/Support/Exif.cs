using System.Buffers.Binary;

namespace Lab.Vision.Tests.Support;

/// <summary>Headers of cameras.</summary>
internal static class Exif
{
    /// <summary>The JPEG with an APP1 segment of a TIFF header and a directory of one entry behind its start.</summary>
    public static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }
}
