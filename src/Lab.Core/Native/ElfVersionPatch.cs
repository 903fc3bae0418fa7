using System.Buffers.Binary;
using System.Text;

namespace Lab.Native;

/// <summary>
/// Marks one symbol version that a 64-bit little-endian ELF library asks for as weak, so that the loader accepts a system
/// library that lacks it. Only ever applied where every symbol of that version is known to be unused.
/// </summary>
internal static class ElfVersionPatch
{
    private const uint SectionDynamicSymbols = 11;
    private const uint SectionVersionNeeds = 0x6ffffffe;
    private const uint SectionVersions = 0x6fffffff;
    private const ushort WeakFlag = 2;

    /// <summary>
    /// Sets the weak flag (<c>VER_FLG_WEAK</c>) of <paramref name="version"/> in the version needs of <paramref name="image"/>.
    /// </summary>
    /// <returns>False, with the image untouched, if the version is not asked for or serves a symbol other than <paramref name="symbol"/>.</returns>
    public static bool TryMakeWeak(Span<byte> image, string version, string symbol)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            return false;
        }

        try
        {
            var sections = ReadSections(image);
            var needs = sections.First(section => section.Type == SectionVersionNeeds);
            var flags = FindNeed(image, needs, sections[needs.Link], version, out var index);
            if (flags < 0 || !ServesOnly(image, sections, index, symbol))
            {
                return false;
            }

            BinaryPrimitives.WriteUInt16LittleEndian(image[flags..], WeakFlag);
            return true;
        }
        catch (Exception malformed) when (malformed is ArgumentOutOfRangeException or InvalidOperationException or IndexOutOfRangeException or OverflowException)
        {
            return false;
        }
    }

    private static int FindNeed(ReadOnlySpan<byte> image, Section needs, Section strings, string version, out ushort index)
    {
        var need = needs.Offset;
        for (var n = 0; n < needs.Info; n++)
        {
            var count = BinaryPrimitives.ReadUInt16LittleEndian(image[(need + 2)..]);
            var entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(need + 8)..]);
            for (var i = 0; i < count; i++)
            {
                var name = (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(entry + 8)..]);
                if (NameAt(image, strings, name) == version)
                {
                    index = BinaryPrimitives.ReadUInt16LittleEndian(image[(entry + 6)..]);
                    return entry + 4;
                }

                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(entry + 12)..]);
            }

            need += (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(need + 12)..]);
        }

        index = 0;
        return -1;
    }

    private static bool ServesOnly(ReadOnlySpan<byte> image, Section[] sections, ushort index, string symbol)
    {
        var versions = sections.First(section => section.Type == SectionVersions);
        var symbols = sections.First(section => section.Type == SectionDynamicSymbols);
        var strings = sections[symbols.Link];
        for (var i = 0; i < versions.Size / 2; i++)
        {
            var used = BinaryPrimitives.ReadUInt16LittleEndian(image[(versions.Offset + (2 * i))..]) & 0x7fff;
            if (used == index && NameAt(image, strings, (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(symbols.Offset + (24 * i))..])) != symbol)
            {
                return false;
            }
        }

        return true;
    }

    private static string NameAt(ReadOnlySpan<byte> image, Section strings, int offset)
    {
        var text = image[(strings.Offset + offset)..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    private static Section[] ReadSections(ReadOnlySpan<byte> image)
    {
        var table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(image[0x28..]));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3a..]);
        var sections = new Section[BinaryPrimitives.ReadUInt16LittleEndian(image[0x3c..])];
        for (var i = 0; i < sections.Length; i++)
        {
            var header = image[(table + (i * size))..];
            sections[i] = new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..])),
                checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..])),
                (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]),
                BinaryPrimitives.ReadUInt32LittleEndian(header[0x2c..]));
        }

        return sections;
    }

    private readonly record struct Section(uint Type, int Offset, int Size, int Link, uint Info);
}
