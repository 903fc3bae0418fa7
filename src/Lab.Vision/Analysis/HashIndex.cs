using System.Numerics;

namespace Lab.Vision;

/// <summary>
/// All pairs of hashes that differ in few bits, without comparing all pairs (multi-index hashing, Norouzi, Punjani and Fleet 2012): two hashes that differ in at most d bits agree to
/// floor(d / 4) bits in one of their four 16-bit parts at least.
/// </summary>
internal sealed class HashIndex
{
    private const int Parts = 4;
    private const int Values = 1 << 16;

    private readonly ulong[] _hashes;
    private readonly int[][] _starts;
    private readonly int[][] _members;

    /// <param name="hashes">Hashes, each once.</param>
    public HashIndex(ulong[] hashes)
    {
        _hashes = hashes;
        _starts = [.. Enumerable.Range(0, Parts).Select(_ => new int[Values + 1])];
        _members = [.. Enumerable.Range(0, Parts).Select(_ => new int[hashes.Length])];
        for (var part = 0; part < Parts; part++)
        {
            Fill(part);
        }
    }

    /// <summary>The pairs (first less than second) of hashes that differ in at most <paramref name="distance"/> bits.</summary>
    public IEnumerable<(int First, int Second)> Pairs(int distance, CancellationToken cancellation)
    {
        // Every way in which a part may differ.
        ushort[] masks = [.. Enumerable.Range(0, Values).Where(mask => BitOperations.PopCount((uint)mask) <= distance / Parts).Select(mask => (ushort)mask)];
        for (var first = 0; first < _hashes.Length; first++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var part = 0; part < Parts; part++)
            {
                foreach (var mask in masks)
                {
                    var value = PartOf(_hashes[first], part) ^ mask;
                    for (var at = _starts[part][value]; at < _starts[part][value + 1]; at++)
                    {
                        var second = _members[part][at];
                        if (second > first && PerceptualHash.Distance(_hashes[first], _hashes[second]) <= distance && IsFirstFind(first, second, part, distance / Parts))
                        {
                            yield return (first, second);
                        }
                    }
                }
            }
        }
    }

    private static int PartOf(ulong hash, int part) => (int)(hash >> (16 * part)) & (Values - 1);

    // A pair may agree in several parts; it is given out for the first of them.
    private bool IsFirstFind(int first, int second, int part, int radius)
    {
        for (var earlier = 0; earlier < part; earlier++)
        {
            if (BitOperations.PopCount((uint)(PartOf(_hashes[first], earlier) ^ PartOf(_hashes[second], earlier))) <= radius)
            {
                return false;
            }
        }

        return true;
    }

    // A counting sort: the members of value v stand from starts[v] to starts[v + 1] - 1.
    private void Fill(int part)
    {
        var starts = _starts[part];
        foreach (var hash in _hashes)
        {
            starts[PartOf(hash, part) + 1]++;
        }

        for (var value = 0; value < Values; value++)
        {
            starts[value + 1] += starts[value];
        }

        var next = starts.AsSpan(0, Values).ToArray();
        for (var index = 0; index < _hashes.Length; index++)
        {
            _members[part][next[PartOf(_hashes[index], part)]++] = index;
        }
    }
}
